using System.Net;
using Gantry.Worker.Networking;

namespace Gantry.Tests.Networking;

public sealed class UdpFlowTests
{
    private static readonly PortRouteSet Routes = new(
        [
            new PortRoute(null, 5353, PortProtocol.Udp, [IPEndPoint.Parse("10.1.0.2:53")]),
            new PortRoute(IPAddress.Loopback, 5353, PortProtocol.Udp, [IPEndPoint.Parse("10.1.0.3:53")]),
        ],
        [IPNetwork.Parse("10.1.0.0/25")]);

    [Theory]
    [InlineData("192.0.2.2:5353", "10.1.0.2:53", PortRouteScript.Mark, false, "its backend is there")]
    [InlineData("192.0.2.2:5353", "10.1.0.9:53", PortRouteScript.Mark, true, "its backend has gone")]
    [InlineData("192.0.2.2:6000", "10.1.0.2:53", PortRouteScript.Mark, true, "its route has gone")]
    [InlineData("192.0.2.2:5353", "10.9.0.9:53", PortRouteScript.Mark, false, "another server's backend")]
    [InlineData("127.0.0.1:5353", "10.1.0.3:53", PortRouteScript.Mark, false, "the narrower route")]
    [InlineData("127.0.0.1:5353", "10.1.0.2:53", PortRouteScript.Mark, true, "the wider route's backend")]
    [InlineData("192.0.2.2:5353", "192.0.2.2:5353", 0, true, "began before the port was published")]
    [InlineData("203.0.113.1:5353", "203.0.113.1:5353", 0, false, "to somebody else's port of that number")]
    [InlineData("192.0.2.2:5353", "172.17.0.2:53", 0, false, "translated by somebody else")]
    public void A_flow_is_stale_when_a_first_packet_would_go_elsewhere(
        string destination, string answering, uint mark, bool expected, string why)
    {
        var flow = new UdpFlow(IPEndPoint.Parse(destination), IPEndPoint.Parse(answering), mark, []);
        var host = IPAddress.Parse("192.0.2.2");

        Assert.True(expected == flow.IsStale(Routes, a => IPAddress.IsLoopback(a) || a.Equals(host)), why);
    }

    [Fact]
    public void A_message_that_is_cut_anywhere_is_no_flow_or_a_whole_one()
    {
        // What `conntrack -L` shows as udp src=127.0.0.1 dst=127.0.0.1 sport=4660 dport=5353, mark 0x10000000.
        byte[] tuple =
        [
            20, 0, 1, 0x80, 8, 0, 1, 0, 127, 0, 0, 1, 8, 0, 2, 0, 127, 0, 0, 1,
            28, 0, 2, 0x80, 5, 0, 1, 0, 17, 0, 0, 0, 6, 0, 2, 0, 0x12, 0x34, 0, 0, 6, 0, 3, 0, 0x14, 0xE9, 0, 0,
        ];
        byte[] message =
        [
            .. new byte[16], 2, 0, 0, 0,
            52, 0, 1, 0x80, .. tuple, 52, 0, 2, 0x80, .. tuple, 8, 0, 8, 0, 0x10, 0, 0, 0,
        ];

        for (var length = 0; length < message.Length - 8; length++)
            Assert.True(ConntrackMessage.ReadFlow(message.AsSpan(0, length)) is null or { Mark: 0 });

        var flow = ConntrackMessage.ReadFlow(message)!;
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:5353"), flow.Destination);
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:4660"), flow.Answering);
        Assert.Equal(PortRouteScript.Mark, flow.Mark);
        Assert.Equal(tuple, flow.Tuple);
    }
}
