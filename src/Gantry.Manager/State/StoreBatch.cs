using Gantry.Model.Events;

namespace Gantry.Manager.State;

/// <summary>What a backend makes durable at once: one or more commits, each key at most once.</summary>
/// <param name="Previous">What the store must be at: a backend refuses the batch when somebody else wrote since.</param>
/// <param name="After">The state that they leave, for a backend that keeps objects as they are.</param>
/// <param name="Events">One a commit, for commits that tell of something.</param>
internal sealed record StoreBatch(Revision Previous, Snapshot After, IReadOnlyList<BatchWrite> Writes, IReadOnlyList<EventBatch> Events);
