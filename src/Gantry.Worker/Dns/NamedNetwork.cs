using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>A container network of this node and everything that has a name on it, on whatever node it runs.</summary>
/// <param name="Id">Any text that is unique among the networks; <see cref="Asker.Networks"/> refers to it.</param>
/// <param name="Subnet">The part of the network that lies on this node: who asks from it is on this network.</param>
internal sealed record NamedNetwork(string Id, IPNetwork Subnet, IReadOnlyList<NamedService> Services);
