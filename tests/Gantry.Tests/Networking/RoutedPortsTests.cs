using System.Net;
using Gantry.Worker.Networking;

namespace Gantry.Tests.Networking;

public sealed class RoutedPortsTests
{
    // As nft 1.0.6 lists a table of ours, shortened by what follows the matches.
    private const string Listing = """
        {"nftables": [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}, {"table": {"family": "ip", "name": "gantry_a", "handle": 9}},
        {"set": {"family": "ip", "name": "bridges", "table": "gantry_a", "type": "ifname", "handle": 2, "elem": ["br-1"]}},
        {"chain": {"family": "ip", "table": "gantry_a", "name": "ports", "handle": 1}},
        {"rule": {"family": "ip", "table": "gantry_a", "chain": "ports", "handle": 4, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "@container_subnets"}}, {"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": {"set": ["tcp", "udp"]}}}, {"match": {"op": "==", "left": {"payload": {"protocol": "th", "field": "dport"}}, "right": 53}}, {"return": null}]}},
        {"rule": {"family": "ip", "table": "gantry_a", "chain": "ports", "handle": 6, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "127.0.0.1"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 8080}}, {"mangle": {"key": {"ct": {"key": "mark"}}, "value": {"|": [{"ct": {"key": "mark"}}, 268435456]}}}]}},
        {"rule": {"family": "ip", "table": "gantry_a", "chain": "ports", "handle": 7, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "udp", "field": "dport"}}, "right": 53}}, {"return": null}]}},
        {"rule": {"family": "ip", "table": "gantry_a", "chain": "refuse", "handle": 8, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 99}}, {"reject": null}]}}]}
        """;

    [Fact]
    public void Every_route_of_the_table_is_known_by_address_port_and_protocol()
    {
        RoutedPort[] expected = [new(IPAddress.Loopback, 8080, PortProtocol.Tcp), new(null, 53, PortProtocol.Udp)];

        Assert.Equal(expected, RoutedPorts.In(Listing));
    }
}
