using System.Net;
using System.Text.Json;

namespace Gantry.Worker.Networking;

/// <summary>The ports that the kernel's table routes, read back from its listing (<c>nft -j</c>). Pure.</summary>
internal static class RoutedPorts
{
    public static IReadOnlySet<RoutedPort> In(string listing)
    {
        using var document = JsonDocument.Parse(listing);
        var routed = new HashSet<RoutedPort>();
        foreach (var item in document.RootElement.GetProperty("nftables").EnumerateArray())
        {
            if (item.TryGetProperty("rule", out var rule) && rule.GetProperty("chain").ValueEquals("ports") && Of(rule) is { } port)
                routed.Add(port);
        }

        return routed;
    }

    // The rule that lets questions for names through matches any protocol ("th") and is no route.
    private static RoutedPort? Of(JsonElement rule)
    {
        IPAddress? hostIp = null;
        RoutedPort? port = null;
        foreach (var part in rule.GetProperty("expr").EnumerateArray())
        {
            if (!part.TryGetProperty("match", out var match) || !match.GetProperty("left").TryGetProperty("payload", out var field))
                continue;
            var value = match.GetProperty("right");
            if (field.GetProperty("field").ValueEquals("daddr") && IPAddress.TryParse($"{value}", out var address))
                hostIp = address;
            else if (field.GetProperty("field").ValueEquals("dport") && Protocol(field.GetProperty("protocol").GetString()) is { } protocol)
                port = new RoutedPort(null, value.GetInt32(), protocol);
        }

        return port is null ? null : port.Value with { HostIp = hostIp };
    }

    private static PortProtocol? Protocol(string? name) => name switch
    {
        "tcp" => PortProtocol.Tcp,
        "udp" => PortProtocol.Udp,
        "sctp" => PortProtocol.Sctp,
        _ => null,
    };
}
