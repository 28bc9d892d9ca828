namespace Gantry.Model.Wire;

/// <param name="Slot">The slot's number, or the node's name for a global service.</param>
/// <param name="Address">IPv4.</param>
public sealed record NetworkReplica(string Slot, string Address);
