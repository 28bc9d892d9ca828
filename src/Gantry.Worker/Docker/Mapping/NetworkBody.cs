using System.Net;
using Gantry.Model.Networks;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Mapping;

/// <summary>From a network's spec to the body of the engine's create call, and back.</summary>
internal static class NetworkBody
{
    // An engine adds options of its own (default-network-opts, and those of IPv4 and IPv6 since 28): which were the file's
    // can be told later by this alone.
    private const string OptionNames = "dev.gantry.options";

    /// <param name="subnet">This node's range, CIDR; its first address is the node's.</param>
    public static CreateNetwork For(NetworkSpec spec, string? stack, string clusterId, string subnet) => new(spec.Name)
    {
        Driver = spec.Driver,
        Internal = spec.Internal ? true : null,
        Attachable = spec.Attachable ? true : null,
        Options = spec.Options.Count == 0 ? null : spec.Options,
        Labels = LabelsOf(spec, stack, clusterId),
        Addressing = new NetworkAddressing { Config = [new AddressPool(subnet, $"{NetworkRange.GatewayOf(IPNetwork.Parse(subnet))}")] },
    };

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
            Options = made.Options.Where(o => counted.Contains(o.Key)).ToDictionary(),
            Labels = OwnLabels.FromFile(made.Labels, wanted.Labels),
        };
    }

    private static Dictionary<string, string> LabelsOf(NetworkSpec spec, string? stack, string clusterId)
    {
        var labels = OwnLabels.Of(clusterId, stack, spec.Labels);
        if (spec.Options.Count > 0)
            labels[OptionNames] = string.Join(' ', spec.Options.Keys.Order(StringComparer.Ordinal));
        return labels;
    }
}
