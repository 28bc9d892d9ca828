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
            ["driver_opts"] = static (d, v) => d.Value = d.Value with { DriverOptions = v.Texts() },
            ["gw_priority"] = static (d, v) => d.Value = d.Value with { GatewayPriority = v.Int(least: int.MinValue) },
            ["ipv4_address"] = static (d, v) => d.Value = d.Value with { Ipv4Address = Address(v) },
            ["ipv6_address"] = static (d, v) => d.Value = d.Value with { Ipv6Address = Address6(v) },
            ["link_local_ips"] = static (d, v) => d.Value = d.Value with { LinkLocalIps = PeerKeys.Addresses(v, "For example 169.254.8.7.") },
            ["mac_address"] = static (d, v) => d.Value = d.Value with { MacAddress = PeerKeys.MacAddress(v) },
            ["priority"] = static (d, v) => d.Value = d.Value with { Priority = v.Int(least: int.MinValue) ?? 0 },
        },
        "interface_name");

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

    private static string? Address6(Value value)
    {
        if (value.WordIfAny() is not { } text)
            return null;
        if (IpText.Parse(text) is { } address && !IpText.IsV4(address))
            return address;
        value.Error("bad_address", $"{value.Path} {value.Shown} is not an IPv6 address.");
        return null;
    }
}
