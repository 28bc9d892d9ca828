using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Worker.Networking;

/// <summary>The nftables script that makes one table match a set of routes, in one transaction. Pure; equal sets give
/// equal texts, whatever their order.</summary>
internal static class PortRouteScript
{
    /// <summary>The bit of the connection mark that says "routed by us". High, where nobody else is known to write:
    /// Kubernetes uses 0xc000, Tailscale 0xff0000, Calico 0xffff0000 of the packet's mark, not of the connection's.</summary>
    public const uint Mark = 0x10000000;

    private const int DnsPort = 53;

    /// <param name="bridges">Names of the interfaces that carry the container subnets.</param>
    /// <exception cref="ArgumentException">A route that no kernel could carry out; says which.</exception>
    public static string Write(string table, PortRouteSet wanted, IReadOnlyList<string> bridges)
    {
        var routes = Ordered(wanted.Routes);
        var script = new StringBuilder();

        // Adding first makes deleting legal when there is no table yet. No packet sees a state in between.
        Line(script, $"add table ip {table}");
        Line(script, $"delete table ip {table}");
        Line(script, $"table ip {table} {{");
        WriteSet(script, "container_subnets", "ipv4_addr; flags interval; auto-merge", SortedSubnets(wanted.ContainerSubnets));
        WriteSet(script, "bridges", "ifname", bridges.Order(StringComparer.Ordinal).Select(name => $"\"{name}\""));
        WriteGuard(script);
        WritePorts(script, routes);
        WriteHooks(script);
        WriteRefusals(script, routes.Where(route => route.Backends.Count == 0));
        Line(script, "}");
        return script.ToString();
    }

    // A route for one address comes before the route of the same port for all of them.
    private static List<PortRoute> Ordered(IReadOnlyList<PortRoute> routes)
    {
        var ordered = routes.OrderBy(r => r.HostIp is null)
            .ThenBy(r => r.HostIp?.ToString(), StringComparer.Ordinal)
            .ThenBy(r => r.Protocol)
            .ThenBy(r => r.Port)
            .ToList();
        foreach (var route in ordered)
            Check(route);
        if (ordered.GroupBy(r => (r.HostIp, r.Port, r.Protocol)).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"{Describe(twice.First())} is routed twice. Merge the backends into one route.");
        return ordered;
    }

    private static void Check(PortRoute route)
    {
        var addresses = route.Backends.Select(backend => backend.Address);
        if (route.HostIp is not null)
            addresses = addresses.Prepend(route.HostIp);
        if (addresses.FirstOrDefault(a => a.AddressFamily != AddressFamily.InterNetwork) is { } wrong)
            throw new ArgumentException($"{Describe(route)}: {wrong} is no IPv4 address. Container networks are IPv4.");
        if (route.Backends.Select(backend => backend.Port).Append(route.Port).Any(port => port is < 1 or > 65535))
            throw new ArgumentException($"{Describe(route)}: ports go from 1 to 65535.");
    }

    private static string Describe(PortRoute route) =>
        $"Port {route.Port}/{Name(route.Protocol)} on {route.HostIp?.ToString() ?? "every address"}";

    private static IEnumerable<string> SortedSubnets(IReadOnlyList<IPNetwork> subnets) =>
        subnets.Distinct().Select(subnet => subnet.ToString()).Order(StringComparer.Ordinal);

    private static void WriteSet(StringBuilder script, string name, string type, IEnumerable<string> elements)
    {
        Line(script, $"  set {name} {{");
        Line(script, $"    type {type}");
        if (string.Join(", ", elements) is { Length: > 0 } list)
            Line(script, $"    elements = {{ {list} }}");
        Line(script, "  }");
    }

    // route_localnet lets the kernel accept 127.0.0.0/8 on the bridges; without this a container could then talk to
    // everything that listens on the host's loopback alone (CVE-2020-8558). Replies to our own connections arrive
    // for the bridge's address and are translated back later, so nothing legitimate looks like this.
    private static void WriteGuard(StringBuilder script)
    {
        Line(script, "  chain guard {");
        Line(script, "    type filter hook prerouting priority -300; policy accept;");
        Line(script, "    iifname @bridges ip daddr 127.0.0.0/8 drop");
        Line(script, "    iifname @bridges ip saddr 127.0.0.0/8 drop");
        Line(script, "  }");
    }

    private static void WritePorts(StringBuilder script, List<PortRoute> routes)
    {
        Line(script, "  chain ports {");

        // Containers ask the gateway's port 53 for names. A stack that publishes 53 must not cut them off.
        Line(script, $"    ip daddr @container_subnets meta l4proto {{ tcp, udp }} th dport {DnsPort} return");
        foreach (var route in routes)
            Line(script, $"    {Match(route)} {Action(route)}");
        Line(script, "  }");
    }

    private static string Action(PortRoute route)
    {
        // Not "fall through": a route of the same port for all addresses would take over.
        if (route.Backends.Count == 0)
            return "return";

        var backends = route.Backends.Distinct()
            .OrderBy(b => b.Address.ToString(), StringComparer.Ordinal)
            .ThenBy(b => b.Port)
            .Select((b, i) => $"{i} : {b.Address} . {b.Port}")
            .ToList();
        return $"ct mark set ct mark or {Hex(Mark)} "
            + $"dnat ip to numgen inc mod {backends.Count} map {{ {string.Join(", ", backends)} }}";
    }

    // Ten before the engine's own chains (-100 and 100): a port is either ours or the engine's, and ours is checked
    // before it is routed. nft 1.0.6 knows the name "dstnat" only in prerouting, hence numbers.
    private static void WriteHooks(StringBuilder script)
    {
        Line(script, "  chain prerouting {");
        Line(script, "    type nat hook prerouting priority -110; policy accept;");
        Line(script, "    fib daddr type local jump ports");
        Line(script, "  }");
        Line(script, "  chain output {");
        Line(script, "    type nat hook output priority -110; policy accept;");
        Line(script, "    fib daddr type local jump ports");
        Line(script, "  }");

        // Only who could not be answered otherwise loses its address: the host's loopback, and containers.
        var isOurs = $"ct mark and {Hex(Mark)} == {Hex(Mark)} ct status dnat";
        Line(script, "  chain postrouting {");
        Line(script, "    type nat hook postrouting priority 90; policy accept;");
        Line(script, $"    {isOurs} ip saddr 127.0.0.0/8 masquerade");
        Line(script, $"    {isOurs} ip saddr @container_subnets masquerade");
        Line(script, "  }");
    }

    private static void WriteRefusals(StringBuilder script, IEnumerable<PortRoute> routes)
    {
        Line(script, "  chain refuse {");
        Line(script, "    type filter hook input priority -10; policy accept;");
        foreach (var route in routes)
        {
            // Only new ones: a connection that this host opened may use the number as its own end.
            var how = route.Protocol == PortProtocol.Tcp ? "reject with tcp reset" : "reject";
            Line(script, $"    ct state new {Match(route)} {how}");
        }

        Line(script, "  }");
    }

    private static string Match(PortRoute route)
    {
        var port = $"{Name(route.Protocol)} dport {route.Port}";
        return route.HostIp is null ? port : $"ip daddr {route.HostIp} {port}";
    }

    private static string Name(PortProtocol protocol) => protocol switch
    {
        PortProtocol.Tcp => "tcp",
        PortProtocol.Udp => "udp",
        PortProtocol.Sctp => "sctp",
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, null),
    };

    private static string Hex(uint value) => $"0x{value.ToString("x8", CultureInfo.InvariantCulture)}";

    private static void Line(StringBuilder script, string line) => script.Append(line).Append('\n');
}
