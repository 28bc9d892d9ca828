using System.Net;
using Gantry.Model.Networks;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Mapping;

/// <summary>From a network's spec to the body of the engine's create call.</summary>
internal static class NetworkBody
{
    /// <param name="subnet">This node's range, CIDR; its first address is the node's.</param>
    public static CreateNetwork For(NetworkSpec spec, string? stack, string clusterId, string subnet) => new(spec.Name)
    {
        Driver = spec.Driver,
        Internal = spec.Internal ? true : null,
        Attachable = spec.Attachable ? true : null,
        Options = spec.Options.Count == 0 ? null : spec.Options,
        Labels = OwnLabels.Of(clusterId, stack, spec.Labels),
        Addressing = new NetworkAddressing { Config = [new AddressPool(subnet, $"{NetworkRange.GatewayOf(IPNetwork.Parse(subnet))}")] },
    };
}
