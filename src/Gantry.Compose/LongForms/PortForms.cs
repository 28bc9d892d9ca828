using System.Globalization;
using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Compose.LongForms;

/// <summary><c>[[IP:](PORT|FROM-TO):]TARGET[-TARGET][/PROTOCOL]</c></summary>
internal sealed class PortForms
{
    // Twice the usual range of a telephone exchange (16384-32768/udp would be the largest seen).
    private const int MostPorts = 32_768;

    private int _count;

    public YamlNode ToLong(Value value)
    {
        if (value.Node is not YamlNode.List)
            return value.Node;
        var ports = new List<YamlNode>();
        foreach (var item in value.Items())
        {
            if (item.Node is YamlNode.Scalar { Kind: ScalarKind.Text or ScalarKind.Integer } scalar)
                ports.AddRange(Expand(item, scalar.Text).Take(MostPorts - _count - ports.Count + 1));
            else
                ports.Add(item.Node);
            if (_count + ports.Count <= MostPorts)
                continue;
            item.Error("bad_port", $"With {item.Path} the file publishes more than {MostPorts} ports.");
            return new YamlNode.List(value.Position, []);
        }

        _count += ports.Count;
        return new YamlNode.List(value.Position, ports);
    }

    private static IEnumerable<YamlNode> Expand(Value item, string text)
    {
        var slash = text.LastIndexOf('/');
        var protocol = slash < 0 ? "tcp" : text[(slash + 1)..].ToLowerInvariant();
        var parts = (slash < 0 ? text : text[..slash]).Split(':');
        var hostIp = string.Join(':', parts.SkipLast(2));
        var published = parts.Length < 2 ? "" : parts[^2];

        if (parts.Length > 2 && hostIp.Length == 0)
            OpenToAll(item);
        if (PortRange.Parse(parts[^1]) is not { } targets || targets.First == 0)
            return Bad(item, $"{ProblemLog.Quote(parts[^1])} is no port from 1 to 65535.");
        if (published.Length == 0)
            return Enumerable.Range(targets.First, targets.Count).Select(t => Port(item, hostIp, "", t, protocol));
        if (PortRange.Parse(published) is not { } hosts)
            return Bad(item, $"{ProblemLog.Quote(published)} is no port from 0 to 65535.");
        if (hosts.Count == targets.Count)
            return Enumerable.Range(0, targets.Count).Select(i => Port(item, hostIp, Text(hosts.First + i), targets.First + i, protocol));
        return targets.Count == 1
            ? [Port(item, hostIp, published, targets.First, protocol)]
            : Bad(item, "The range on the host and the range in the container have different lengths.");
    }

    /// <summary>An address was meant, and a variable left it empty: the port is not opened wider in silence.</summary>
    public static void OpenToAll(Value item) => item.Log.Warn(
        item.Position, "open_port", $"{item.Path} has an empty host address: the port is open on every address of the node.", "Write the address, for example 127.0.0.1, or leave out its colon.");

    private static IEnumerable<YamlNode> Bad(Value item, string reason)
    {
        item.Error("bad_port", $"{item.Path} {item.Shown} is not a port: {reason}", "Write HOST:CONTAINER, for example \"8080:80\".");
        return [];
    }

    private static YamlNode.Map Port(Value item, string hostIp, string published, int target, string protocol)
    {
        var at = item.Position;
        var members = new List<(string, YamlNode)> { ("target", YamlNode.TextAt(at, Text(target))), ("protocol", YamlNode.TextAt(at, protocol)) };
        if (published.Length > 0)
            members.Add(("published", YamlNode.TextAt(at, published)));
        if (hostIp.Length > 0)
            members.Add(("host_ip", YamlNode.TextAt(at, hostIp)));
        return ListForms.MapOf(at, members);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
