using Gantry.Compose.LongForms;
using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>ports</c> in long form.</summary>
internal static class PortKeys
{
    private static readonly Dictionary<string, PublishMode> Modes = new()
    {
        ["ingress"] = PublishMode.Ingress,
        ["host"] = PublishMode.Host,
    };

    private static readonly Dictionary<string, string> Protocols = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tcp"] = "tcp",
        ["udp"] = "udp",
        ["sctp"] = "sctp",
    };

    public static readonly KeyTable<Draft<PublishedPort>> Table = new(
        "services.*.ports[]",
        new Dictionary<string, Action<Draft<PublishedPort>, Value>>
        {
            ["app_protocol"] = static (d, v) => d.Value = d.Value with { AppProtocol = v.WordIfAny() },
            ["host_ip"] = static (d, v) => d.Value = d.Value with { HostIp = HostIp(v) },
            ["mode"] = static (d, v) => d.Value = v.TryChoice(Modes, out var mode) ? d.Value with { Mode = mode } : d.Value,
            ["name"] = static (d, v) => d.Value = d.Value with { Name = v.WordIfAny() },
            ["protocol"] = static (d, v) => d.Value = v.TryChoice(Protocols, out var protocol) ? d.Value with { Protocol = protocol } : d.Value,
            ["published"] = static (d, v) => d.Value = WithPublished(d.Value, v),
            ["target"] = static (d, v) => d.Value = d.Value with { Target = Target(v) },
        });

    public static void Read(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            var draft = new Draft<PublishedPort>(new PublishedPort(0));
            Table.Read(item, draft);
            if (draft.Value is { ChosenFrom: { } range, Mode: PublishMode.Host })
                item.Error("unsupported_value", $"{item.Path} publishes one port of {range} in mode host, where each node would have to choose it.", "Write one port, or leave out `mode`: the chosen one is the cluster's.");
            else if (draft.Value.Target > 0)
                service.Ports.Add(draft.Value);
            else if (item.Node is YamlNode.Map map && map["target"] is null or { IsNull: true })
                item.Error("bad_port", $"{item.Path} has no target.", "Add `target:` with the port in the container.");
        }
    }

    private static int Target(Value value)
    {
        var target = value.Anything() is { } text && PortRange.Parse(text) is { Count: 1, First: > 0 } range ? range.First : 0;
        if (target == 0)
            value.Error("bad_port", $"{value.Path} must be a port from 1 to 65535, but it is {value.Shown}.");
        return target;
    }

    private static PublishedPort WithPublished(PublishedPort port, Value value)
    {
        if (value.Anything() is not { } text || text.Length == 0)
            return port;
        switch (PortRange.Parse(text))
        {
            case { Count: 1 } one:
                return port with { Published = one.First };
            case { First: > 0 } range:
                return port with { ChosenFrom = new PublishedRange(range.First, range.Last) };
            default:
                value.Error("bad_port", $"{value.Path} must be a port from 0 to 65535 or a range of them, but it is {value.Shown}.");
                return port;
        }
    }

    private static string? HostIp(Value value)
    {
        if (value.IsEmptyText)
            PortForms.OpenToAll(value);
        if (value.Text() is not { Length: > 0 } text)
            return null;
        if (IpText.Parse(text) is { } address)
            return address;
        value.Error("bad_address", $"{value.Path} {ProblemLog.Quote(text)} is not an IP address.", "Write it whole, for example 127.0.0.1.");
        return null;
    }
}
