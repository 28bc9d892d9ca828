using Gantry.Model.Networks;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of a top-level network.</summary>
internal static class NetworkKeys
{
    public static readonly KeyTable<Draft<NetworkSpec>> Table = new(
        "networks.*",
        new Dictionary<string, Action<Draft<NetworkSpec>, Value>>
        {
            ["attachable"] = static (d, v) => d.Value = d.Value with { Attachable = v.Bool() ?? false },
            ["driver"] = static (d, v) => d.Value = d.Value with { Driver = v.WordIfAny() ?? d.Value.Driver },
            ["driver_opts"] = static (d, v) => d.Value = d.Value with { Options = v.Texts() },
            ["enable_ipv4"] = static (_, v) => CheckIpv4(v),
            ["enable_ipv6"] = static (d, v) => d.Value = d.Value with { EnableIpv6 = v.Bool() ?? false },
            ["external"] = static (d, v) => d.Value = d.Value with { External = v.Bool() ?? false },
            ["internal"] = static (d, v) => d.Value = d.Value with { Internal = v.Bool() ?? false },
            ["ipam"] = static (d, v) => IpamKeys.Table.Read(v, d),
            ["labels"] = static (d, v) => d.Value = d.Value with { Labels = LabelKeys.Read(v) },
            ["name"] = static (d, v) => d.Value = d.Value with { Name = ExternalKeys.ReadName(v) ?? d.Value.Name },
        });

    public static NetworkSpec Read(Value value)
    {
        var draft = new Draft<NetworkSpec>(new NetworkSpec(""));
        Table.Read(value, draft);
        if (draft.Value is not { Ipv6Subnet: { } subnet, EnableIpv6: false, External: false } unused)
            return draft.Value;
        value.Log.Warn(value.Position, "no_effect", $"{value.Path} has the IPv6 subnet {subnet}, which has no effect without enable_ipv6.", "Add `enable_ipv6: true`, or remove the subnet.");
        return unused with { Ipv6Subnet = null, Ipv6Addresses = null };
    }

    private static void CheckIpv4(Value value)
    {
        if (value.Bool() is false)
            value.Error("unsupported_value", $"{value.Path} is false, and names and published ports of Gantry's networks are IPv4.", "Remove it; with `enable_ipv6: true` containers have both.");
    }
}
