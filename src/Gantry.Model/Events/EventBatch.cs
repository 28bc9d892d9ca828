namespace Gantry.Model.Events;

/// <summary>All events of one commit: one key in the store.</summary>
public sealed record EventBatch(long Revision, IReadOnlyList<ClusterEvent> Events);
