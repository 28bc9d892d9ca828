using System.Net;
using Gantry.Worker.Networking;

namespace Gantry.Tests.Networking;

public sealed class ConnectedRangeTests
{
    private const string Routes = """
        Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
        eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
        br-e06833048e8d	8000800A	00000000	0001	0	0	0	80FFFFFF	0	0	0
        docker0	000011AC	00000000	0001	0	0	0	0000FFFF	0	0	0
        eth0	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
        eth0	000033C6	010200C0	0003	0	0	0	00FFFFFF	0	0	0

        """;

    [Fact]
    public void What_is_behind_a_gateway_is_not_connected() => Assert.Equal(
    [
        new ConnectedRange("br-e06833048e8d", IPNetwork.Parse("10.128.0.128/25")),
        new ConnectedRange("docker0", IPNetwork.Parse("172.17.0.0/16")),
        new ConnectedRange("eth0", IPNetwork.Parse("192.0.2.0/24")),
    ], ConnectedRange.Parse(Routes));

    [Fact]
    public void This_machine_can_be_read() => Assert.All(ConnectedRange.ReadAll(), c => Assert.NotEmpty(c.Interface));
}
