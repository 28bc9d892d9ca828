namespace Gantry.Model.Api;

/// <summary>A node's part of the address pool. Each network that its tasks are on takes one subnet of it.</summary>
/// <param name="Range">CIDR; null when the pool has no part for this node.</param>
/// <param name="Blocked">Subnets that are never given, since somebody else's network or interface on the node overlaps them.</param>
public sealed record NodeAddresses(string Node, string? Range, int Used, int Blocked, int Total);
