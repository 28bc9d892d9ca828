namespace Gantry.Model.Nodes;

/// <summary>A range that was given to a network and that the node cannot use for it, since another network or an interface of the machine has part of it.</summary>
/// <param name="Subnet">CIDR. The network gets another one instead of this one, and keeps every other.</param>
public sealed record RefusedRange(string Network, string Subnet);
