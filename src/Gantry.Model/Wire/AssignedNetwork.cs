using Gantry.Model.Networks;

namespace Gantry.Model.Wire;

/// <summary>A network that must exist on the node, and the names that answer on it.</summary>
/// <param name="Subnet">This node's range, CIDR. Null for an external network.</param>
public sealed record AssignedNetwork(NetworkSpec Spec, string? Stack, string? Subnet, IReadOnlyList<NetworkService> Services);
