using Gantry.Manager.State.Tables;
using Gantry.Model.Events;

namespace Gantry.Manager.State.Memory;

/// <summary>Durable as long as this object: for tests, scenarios and simulations. May be opened again after its store closed.</summary>
/// <param name="limits">Another backend's, to run under its bounds.</param>
internal sealed class MemoryBackend(BackendLimits? limits = null) : IStateBackend
{
    private readonly Lock _lock = new();
    private readonly List<EventBatch> _events = [];
    private Snapshot _state = new(Revision.First, StateTables.Empty);

    public BackendLimits Limits { get; } = limits ?? new BackendLimits(Operations: 4_096, Bytes: null);

    public Task<StoredState> LoadAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            var objects =
                from kind in Enum.GetValues<NounKind>()
                from row in _state.Tables.Of(kind).Rows
                select new StoredObject(kind, row.ModifiedAt, NounJson.Write(kind, row.Value));
            return Task.FromResult(new StoredState(_state.Revision, [.. objects]));
        }
    }

    public Task CommitAsync(StoreBatch batch)
    {
        lock (_lock)
        {
            if (_state.Revision != batch.Previous)
            {
                throw new StoreUnavailableException(
                    StoreTrouble.Lost, $"The store is at revision {_state.Revision}, not at {batch.Previous}: somebody else wrote to it.");
            }

            _state = batch.After;
            _events.AddRange(batch.Events);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<EventBatch>> ReadEventsAsync(EventQuery query, CancellationToken ct)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<EventBatch>>([.. _events.Where(b => b.Revision > query.After.Number)]);
    }

    public Task CompactEventsAsync(int keep, DateTimeOffset olderThan, CancellationToken ct)
    {
        lock (_lock)
        {
            var kept = 0;
            var first = _events.FindLastIndex(b => (kept += b.Events.Count) > keep || b.Events.All(e => e.At < olderThan)) + 1;
            _events.RemoveRange(0, first);
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
