using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>networks</c> of a service in long form.</summary>
internal static class AttachmentKeys
{
    public static readonly KeyTable<Draft<NetworkAttachment>> Table = new(
        "services.*.networks.*",
        new Dictionary<string, Action<Draft<NetworkAttachment>, Value>>
        {
            ["aliases"] = static (d, v) => d.Value = d.Value with { Aliases = v.Words() },
            ["ipv4_address"] = static (d, v) => d.Value = d.Value with { Ipv4Address = Address(v) },
        },
        "driver_opts", "gw_priority", "interface_name", "ipv6_address", "link_local_ips", "mac_address", "priority");

    public static void Read(ServiceDraft service, Value value)
    {
        service.Networks = [];
        foreach (var (entry, member) in value.Members())
        {
            var draft = new Draft<NetworkAttachment>(new NetworkAttachment(entry.Key, []));
            Table.Read(member, draft);
            service.Networks.Add((entry.Key, draft.Value, entry.KeyPosition));
        }
    }

    private static string? Address(Value value)
    {
        if (value.WordIfAny() is not { } text || IpText.IsV4(text))
            return value.WordIfAny();
        value.Error("bad_address", $"{value.Path} {value.Shown} is not an IPv4 address.");
        return null;
    }
}
