using Gantry.Model.Events;

namespace Gantry.Manager.State;

/// <summary>What one commit did, in the order in which the transaction said it first.</summary>
internal sealed record ChangeSet(Revision Revision, IReadOnlyList<Change> Changes, IReadOnlyList<ClusterEvent> Events);
