namespace Gantry.Model.Api;

/// <param name="Node">Where it will run; null when no node fits or it goes away.</param>
/// <param name="FromNode">Where its predecessor runs; null when there is none.</param>
/// <param name="Blocked">Why no node fits, per node with numbers; null when one does.</param>
public sealed record TaskChange(int Slot, ChangeKind Kind, string? Node, string? FromNode, string? Blocked = null);
