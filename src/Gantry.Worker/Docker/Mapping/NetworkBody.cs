using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gantry.Model.Networks;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Mapping;

/// <summary>From a network's spec to the body of the engine's create call, and back.</summary>
internal static class NetworkBody
{
    // An engine adds options of its own (default-network-opts, and those of IPv4 and IPv6 since 28): which were the file's
    // can be told later by this alone.
    private const string OptionNames = "dev.gantry.options";

    /// <param name="subnet">This node's range, CIDR; its first address is the node's unless the file says another.</param>
    public static CreateNetwork For(NetworkSpec spec, string? stack, string clusterId, string subnet) => new(spec.Name)
    {
        Driver = spec.Driver,
        Internal = spec.Internal ? true : null,
        Attachable = spec.Attachable ? true : null,
        Options = spec.Options.Count == 0 ? null : spec.Options,
        Labels = LabelsOf(spec, stack, clusterId),
        EnableIpv6 = spec.EnableIpv6 ? true : null,
        Addressing = new NetworkAddressing
        {
            Config =
            [
                Pool(subnet, $"{NetworkRange.GatewayOf(IPNetwork.Parse(subnet), spec.Addresses?.Gateway)}", spec.Addresses),
                .. spec.EnableIpv6 ? [Pool(spec.Ipv6Subnet ?? UniqueLocal(clusterId, spec.Name), spec.Ipv6Addresses?.Gateway, spec.Ipv6Addresses)] : Array.Empty<AddressPool>(),
            ],
        },
    };

    private static AddressPool Pool(string subnet, string? gateway, AddressRules? rules) =>
        new(subnet, gateway, rules?.IpRange, rules is { Reserved.Count: > 0 } ? rules.Reserved : null);

    // Engines before 27 choose no IPv6 range by themselves. No node routes to another's, so all may have the same one.
    private static string UniqueLocal(string clusterId, string network)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{clusterId}/{network}")));
        return $"fd{hash[..2]}:{hash[2..6]}:{hash[6..10]}:{hash[10..14]}::/64";
    }

    /// <summary>What the engine's network was made from, as far as the engine tells.</summary>
    /// <param name="wanted">Says which options count of a network that carries no list of them: it was made with none, or by an earlier release.</param>
    public static NetworkSpec SpecOf(NetworkDetails made, NetworkSpec wanted)
    {
        var counted = made.Labels.GetValueOrDefault(OptionNames)?.Split(' ') ?? wanted.Options.Keys;
        return new NetworkSpec(made.Name)
        {
            Driver = made.Driver ?? wanted.Driver,
            Internal = made.Internal,
            Attachable = made.Attachable,
            Subnet = made.Addressing.Ranges().FirstOrDefault(),
            Addresses = RulesOf(made, wanted.Addresses, isIpv6: false),
            EnableIpv6 = made.EnableIpv6,
            Ipv6Subnet = made.EnableIpv6 && wanted.Ipv6Subnet is not null ? PoolOf(made, isIpv6: true)?.Subnet : null,
            Ipv6Addresses = wanted.Ipv6Subnet is null ? null : RulesOf(made, wanted.Ipv6Addresses, isIpv6: true),
            Options = made.Options.Where(o => counted.Contains(o.Key)).ToDictionary(),
            Labels = OwnLabels.FromFile(made.Labels, wanted.Labels),
        };
    }

    // The engine names a gateway whether a file asked for it or not.
    private static AddressRules? RulesOf(NetworkDetails made, AddressRules? wanted, bool isIpv6)
    {
        if (PoolOf(made, isIpv6) is not { } pool)
            return null;
        var isUsual = pool.Subnet is null || pool.Gateway is null || pool.Gateway == $"{NetworkRange.GatewayOf(IPNetwork.Parse(pool.Subnet))}";
        var rules = new AddressRules
        {
            Gateway = wanted?.Gateway is null && isUsual ? null : pool.Gateway,
            IpRange = pool.IpRange is { Length: > 0 } range ? range : null,
            Reserved = pool.AuxiliaryAddresses ?? new Dictionary<string, string>(),
        };
        return AddressRules.AreSame(rules, new AddressRules()) ? null : rules;
    }

    private static AddressPool? PoolOf(NetworkDetails made, bool isIpv6) =>
        made.Addressing?.Config?.FirstOrDefault(p => p.Subnet?.Contains(':', StringComparison.Ordinal) == isIpv6);

    private static Dictionary<string, string> LabelsOf(NetworkSpec spec, string? stack, string clusterId)
    {
        var labels = OwnLabels.Of(clusterId, stack, spec.Labels);
        if (spec.Options.Count > 0)
            labels[OptionNames] = string.Join(' ', spec.Options.Keys.Order(StringComparer.Ordinal));
        return labels;
    }
}
