using System.Net;
using System.Net.Sockets;
using Gantry.Model.Networks;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of <c>ipam</c>: one range of IPv4 and one of IPv6.</summary>
internal static class IpamKeys
{
    public static readonly KeyTable<AddressPoolDraft> Config = new(
        "networks.*.ipam.config[]",
        new Dictionary<string, Action<AddressPoolDraft, Value>>
        {
            ["aux_addresses"] = static (d, v) => d.Rules = d.Rules with { Reserved = Reserved(d, v) },
            ["gateway"] = static (d, v) => d.Rules = d.Rules with { Gateway = Address(d, v) },
            ["ip_range"] = static (d, v) => d.Rules = d.Rules with { IpRange = Part(d, v) },
            ["subnet"] = static (d, v) => d.Subnet = Range(v),
        });

    public static readonly KeyTable<Draft<NetworkSpec>> Table = new(
        "networks.*.ipam",
        new Dictionary<string, Action<Draft<NetworkSpec>, Value>>
        {
            ["config"] = static (d, v) => ReadConfig(d, v),
            ["driver"] = static (_, v) => CheckDriver(v),
        },
        "options");

    private static void ReadConfig(Draft<NetworkSpec> network, Value value)
    {
        var families = new HashSet<AddressFamily>();
        foreach (var item in value.Items())
        {
            var pool = new AddressPoolDraft();
            Config.Read(item, pool);
            CheckInside(item, pool);
            if (pool.Subnet is not { } subnet)
                continue;
            if (!families.Add(subnet.BaseAddress.AddressFamily))
                item.Error("unsupported_value", $"{value.Path} has more than one subnet of a kind; Gantry gives a network one of IPv4 and one of IPv6.", "Keep one of them.");
            else
                network.Value = With(network.Value, subnet, AddressRules.AreSame(pool.Rules, new AddressRules()) ? null : pool.Rules);
        }
    }

    private static NetworkSpec With(NetworkSpec network, IPNetwork subnet, AddressRules? rules) => subnet.BaseAddress.AddressFamily is AddressFamily.InterNetworkV6
        ? network with { Ipv6Subnet = subnet.ToString(), Ipv6Addresses = rules }
        : network with { Subnet = subnet.ToString(), Addresses = rules };

    private static void CheckInside(Value item, AddressPoolDraft pool)
    {
        foreach (var (written, address) in pool.Inside)
        {
            if (pool.Subnet is null && item.Node is Reading.YamlNode.Map map && map["subnet"] is null or { IsNull: true })
                written.Error("no_subnet", $"{written.Path} is {written.Shown}, and there is no subnet that it could lie in.", "Add `subnet:`.");
            else if (pool.Subnet?.Contains(address) is false)
                written.Error("bad_address", $"{written.Path} {written.Shown} does not lie in the subnet {pool.Subnet}.");
        }
    }

    private static void CheckDriver(Value value)
    {
        if (value.Word() is { } driver and not "default")
            value.Error("unsupported_value", $"{value.Path} is {ProblemLog.Quote(driver)}, but Gantry gives out addresses itself.", "Remove it, or write default.");
    }

    private static IPNetwork? Range(Value value)
    {
        if (value.Word() is not { } text)
            return null;
        if (IPNetwork.TryParse(text, out var network) && IpText.Parse(network.BaseAddress.ToString()) is not null && IpText.Parse(text[..text.IndexOf('/')]) is not null)
            return network;
        value.Error("bad_subnet", $"{value.Path} must be a range of addresses, but it is {value.Shown}.", "For example 10.20.0.0/24.");
        return null;
    }

    private static string? Part(AddressPoolDraft pool, Value value)
    {
        if (Range(value) is not { } range)
            return null;
        pool.Inside.Add((value, range.BaseAddress));
        return range.ToString();
    }

    private static string? Address(AddressPoolDraft pool, Value value)
    {
        if (value.Word() is not { } text)
            return null;
        if (IpText.Parse(text) is { } address)
        {
            pool.Inside.Add((value, IPAddress.Parse(address)));
            return address;
        }

        value.Error("bad_address", $"{value.Path} {value.Shown} is not an IP address.", "For example 10.20.0.1.");
        return null;
    }

    private static SortedDictionary<string, string> Reserved(AddressPoolDraft pool, Value value)
    {
        var reserved = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (entry, member) in value.Members())
        {
            if (Address(pool, member) is { } address)
                reserved[entry.Key] = address;
        }

        return reserved;
    }
}
