using Gantry.Model.Events;

namespace Gantry.Manager.State;

/// <summary>Where the cluster's memory is durable. Called by one <see cref="StateStore"/>, one commit at a time.</summary>
/// <remarks>The seam fits etcd: bounded commits, a guard on every object, no reads within a commit.</remarks>
internal interface IStateBackend : IAsyncDisposable
{
    BackendLimits Limits { get; }

    /// <exception cref="StoreRefusedException">Damaged, newer, foreign or in use; nothing was touched.</exception>
    Task<StoredState> LoadAsync(CancellationToken ct);

    /// <summary>All of it or nothing, durable when the task completes.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was kept.</exception>
    Task CommitAsync(StoreBatch batch);

    /// <summary>Oldest first; whole batches, at least the query's limit of events when there are so many.</summary>
    Task<IReadOnlyList<EventBatch>> ReadEventsAsync(EventQuery query, CancellationToken ct);

    /// <summary>Drops whole batches: those that are older, and the oldest beyond the number of events to keep.</summary>
    Task CompactEventsAsync(int keep, DateTimeOffset olderThan, CancellationToken ct);
}
