using System.Net;
using Gantry.Worker.Networking;

namespace Gantry.Tests.Networking;

public sealed class PortRouteScriptTests
{
    private static readonly PortRoute Web = Route(null, 8080, PortProtocol.Tcp, "10.1.0.3:80", "10.1.0.2:80");
    private static readonly PortRoute LocalWeb = Route("127.0.0.1", 8080, PortProtocol.Tcp);
    private static readonly PortRoute Names = Route(null, 5353, PortProtocol.Udp, "10.1.0.4:53");
    private static readonly PortRoute Idle = Route(null, 9000, PortProtocol.Udp);

    [Fact]
    public void The_whole_table_is_replaced_by_one_script()
    {
        const string Expected =
            """
            add table ip gantry_x
            delete table ip gantry_x
            table ip gantry_x {
              set container_subnets {
                type ipv4_addr; flags interval; auto-merge
                elements = { 10.1.0.0/25, 10.2.0.0/25 }
              }
              set bridges {
                type ifname
                elements = { "br-a", "br-b" }
              }
              chain guard {
                type filter hook prerouting priority -300; policy accept;
                iifname @bridges ip daddr 127.0.0.0/8 drop
                iifname @bridges ip saddr 127.0.0.0/8 drop
              }
              chain ports {
                ip daddr @container_subnets meta l4proto { tcp, udp } th dport 53 return
                ip daddr 127.0.0.1 tcp dport 8080 return
                tcp dport 8080 ct mark set ct mark or 0x10000000 dnat ip to numgen inc mod 2 map { 0 : 10.1.0.2 . 80, 1 : 10.1.0.3 . 80 }
                udp dport 5353 ct mark set ct mark or 0x10000000 dnat ip to numgen inc mod 1 map { 0 : 10.1.0.4 . 53 }
                udp dport 9000 return
              }
              chain prerouting {
                type nat hook prerouting priority -110; policy accept;
                fib daddr type local jump ports
              }
              chain output {
                type nat hook output priority -110; policy accept;
                fib daddr type local jump ports
              }
              chain postrouting {
                type nat hook postrouting priority 90; policy accept;
                ct mark and 0x10000000 == 0x10000000 ct status dnat ip saddr 127.0.0.0/8 masquerade
                ct mark and 0x10000000 == 0x10000000 ct status dnat ip saddr @container_subnets masquerade
              }
              chain refuse {
                type filter hook input priority -10; policy accept;
                ct state new ip daddr 127.0.0.1 tcp dport 8080 reject with tcp reset
                ct state new udp dport 9000 reject
              }
            }

            """;

        Assert.Equal(Expected, Write(["br-b", "br-a"], Idle, Web, Names, LocalWeb));
    }

    [Fact]
    public void The_order_of_routes_backends_and_bridges_does_not_matter() =>
        Assert.Equal(
            Write(["br-a", "br-b"], Web, Idle),
            Write(["br-b", "br-a"], Idle, Web with { Backends = [.. Web.Backends.Reverse()] }));

    [Fact]
    public void A_set_without_elements_is_legal() =>
        Assert.DoesNotContain("elements", PortRouteScript.Write("gantry_x", new PortRouteSet([], []), []), StringComparison.Ordinal);

    [Fact]
    public void One_port_routed_twice_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(() => Write([], Web, Web with { Backends = [] }));

        Assert.Equal("Port 8080/tcp on every address is routed twice. Merge the backends into one route.", error.Message);
    }

    [Theory]
    [InlineData("::1", 80, "10.1.0.2:80")]
    [InlineData(null, 80, "[fd00::2]:80")]
    [InlineData(null, 0, "10.1.0.2:80")]
    [InlineData(null, 80, "10.1.0.2:0")]
    public void What_no_kernel_could_do_is_refused(string? hostIp, int port, string backend) =>
        Assert.Throws<ArgumentException>(() => Write([], Route(hostIp, port, PortProtocol.Sctp, backend)));

    [Fact]
    public void An_SCTP_port_is_led_to_its_backends_and_refused_without_a_reset_where_it_has_none()
    {
        var script = Write([], Route(null, 5000, PortProtocol.Sctp, "10.1.0.2:5001"), Route(null, 5002, PortProtocol.Sctp));

        Assert.Contains("    sctp dport 5000 ct mark set ct mark or ", script, StringComparison.Ordinal);
        Assert.Contains("map { 0 : 10.1.0.2 . 5001 }\n", script, StringComparison.Ordinal);
        Assert.Contains("    sctp dport 5002 return\n", script, StringComparison.Ordinal);
        Assert.Contains("    ct state new sctp dport 5002 reject\n", script, StringComparison.Ordinal);
    }

    private static string Write(IReadOnlyList<string> bridges, params PortRoute[] routes) =>
        PortRouteScript.Write(
            "gantry_x",
            new PortRouteSet(routes, [IPNetwork.Parse("10.2.0.0/25"), IPNetwork.Parse("10.1.0.0/25")]),
            bridges);

    private static PortRoute Route(string? hostIp, int port, PortProtocol protocol, params string[] backends) =>
        new(hostIp is null ? null : IPAddress.Parse(hostIp), port, protocol, [.. backends.Select(IPEndPoint.Parse)]);
}
