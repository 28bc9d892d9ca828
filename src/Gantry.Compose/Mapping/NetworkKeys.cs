using System.Net;
using Gantry.Model.Networks;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of a top-level network.</summary>
internal static class NetworkKeys
{
    public static readonly KeyTable<Draft<NetworkSpec>> IpamConfig = new(
        "networks.*.ipam.config[]",
        new Dictionary<string, Action<Draft<NetworkSpec>, Value>>
        {
            ["subnet"] = static (d, v) => d.Value = d.Value with { Subnet = ReadSubnet(v) ?? d.Value.Subnet },
        },
        "aux_addresses", "gateway", "ip_range");

    public static readonly KeyTable<Draft<NetworkSpec>> Ipam = new(
        "networks.*.ipam",
        new Dictionary<string, Action<Draft<NetworkSpec>, Value>>
        {
            ["config"] = static (d, v) => ReadConfig(d, v),
            ["driver"] = static (_, v) => CheckIpamDriver(v),
        },
        "options");

    public static readonly KeyTable<Draft<NetworkSpec>> Table = new(
        "networks.*",
        new Dictionary<string, Action<Draft<NetworkSpec>, Value>>
        {
            ["attachable"] = static (d, v) => d.Value = d.Value with { Attachable = v.Bool() ?? false },
            ["driver"] = static (d, v) => d.Value = d.Value with { Driver = v.WordIfAny() ?? d.Value.Driver },
            ["driver_opts"] = static (d, v) => d.Value = d.Value with { Options = v.Texts() },
            ["external"] = static (d, v) => d.Value = d.Value with { External = v.Bool() ?? false },
            ["internal"] = static (d, v) => d.Value = d.Value with { Internal = v.Bool() ?? false },
            ["ipam"] = static (d, v) => Ipam.Read(v, d),
            ["labels"] = static (d, v) => d.Value = d.Value with { Labels = LabelKeys.Read(v) },
            ["name"] = static (d, v) => d.Value = d.Value with { Name = ExternalKeys.ReadName(v) ?? d.Value.Name },
        },
        "enable_ipv4", "enable_ipv6");

    private static void ReadConfig(Draft<NetworkSpec> draft, Value value)
    {
        var count = 0;
        foreach (var item in value.Items())
        {
            if (++count == 2)
                item.Error("unsupported_value", $"{value.Path} has more than one subnet; Gantry gives a network one.", "Keep one of them.");
            else if (count == 1)
                IpamConfig.Read(item, draft);
        }
    }

    private static void CheckIpamDriver(Value value)
    {
        if (value.Word() is { } driver and not "default")
            value.Error("unsupported_value", $"{value.Path} is {ProblemLog.Quote(driver)}, but Gantry gives out addresses itself.", "Remove it, or write default.");
    }

    private static string? ReadSubnet(Value value)
    {
        if (value.Word() is not { } text)
            return null;
        if (IPNetwork.TryParse(text, out var network) && IpText.IsV4(network.BaseAddress.ToString()))
            return network.ToString();
        value.Error("bad_subnet", $"{value.Path} must be an IPv4 range, but it is {value.Shown}.", "For example 10.20.0.0/24.");
        return null;
    }
}
