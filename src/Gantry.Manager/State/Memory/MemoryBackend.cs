using Gantry.Model.Events;

namespace Gantry.Manager.State.Memory;

/// <summary>Durable as long as this object: for tests, scenarios and simulations. May be opened again after its store closed.</summary>
/// <param name="limits">Another backend's, to run under its bounds.</param>
internal sealed class MemoryBackend(BackendLimits? limits = null) : IStateBackend
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, (object Noun, long ModifiedAt)> _objects = [];
    private readonly List<EventBatch> _events = [];
    private Revision _revision = Revision.First;

    public BackendLimits Limits { get; } = limits ?? new BackendLimits(Operations: 4_096, Bytes: null);

    public Task<StoredState> LoadAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            var objects = _objects.Select(o => new StoredObject(o.Key.Kind, o.Value.ModifiedAt, NounJson.Write(o.Key.Kind, o.Value.Noun)));
            return Task.FromResult(new StoredState(_revision, [.. objects]));
        }
    }

    public Task CommitAsync(StoreBatch batch)
    {
        lock (_lock)
        {
            CheckGuards(batch);
            foreach (var (write, modifiedAt) in batch.Writes)
            {
                if (write.Value is null)
                    _objects.Remove(write.Key);
                else
                    _objects[write.Key] = (write.Value, modifiedAt);
            }

            _events.AddRange(batch.Events);
            _revision = batch.Last;
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

    private void CheckGuards(StoreBatch batch)
    {
        if (_revision != batch.Previous)
            throw new StoreUnavailableException(StoreTrouble.Lost, $"The store is at revision {_revision}, not at {batch.Previous}: somebody else wrote to it.");

        foreach (var (write, _) in batch.Writes)
        {
            if (_objects.GetValueOrDefault(write.Key).ModifiedAt != write.Guard)
                throw new StoreUnavailableException(StoreTrouble.Lost, $"The {write.Key} was written by somebody else.");
        }
    }
}
