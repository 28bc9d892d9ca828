using Gantry.Manager.State.Tables;
using Gantry.Model.Events;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Manager.State;

/// <summary>
/// Transactions that become durable together. Each one is checked against what those before it leave, and has a revision
/// of its own. Nobody is answered before the backend is: a caller that lost to a commit of this group would else read the
/// old state again, and lose again.
/// </summary>
internal sealed class CommitGroup(Snapshot newest, BackendLimits limits)
{
    private readonly Revision _previous = newest.Revision;
    private readonly List<(CommitRequest Request, Snapshot Snapshot)> _accepted = [];
    private readonly List<(CommitRequest Request, StoreConflictException Reason)> _refused = [];
    private int _operations;
    private long _bytes;

    public Snapshot Newest { get; private set; } = newest;

    public bool IsEmpty => _accepted.Count == 0;

    public bool Takes(Transaction tx) =>
        IsEmpty || (_operations + tx.Operations <= limits.Operations && !(_bytes + tx.Bytes > limits.Bytes));

    public void Add(CommitRequest request)
    {
        if (request.IsAbandoned)
            return;

        var tx = request.Transaction;
        if (FindConflict(tx) is { } conflict)
        {
            _refused.Add((request, conflict));
            return;
        }

        Newest = ReferenceEquals(tx.Base, Newest) ? tx.State : Rebased(tx);
        _accepted.Add((request, Newest));
        _operations += tx.Operations;
        _bytes += tx.Bytes;
    }

    public StoreBatch ToBatch() => new(_previous, Newest.Revision, Writes(), Events());

    public List<ChangeSet> ToChangeSets() => [.. _accepted.Select(a => ChangeSet.Of(a.Snapshot.Revision, a.Request.Transaction))];

    public void Succeed()
    {
        foreach (var (request, snapshot) in _accepted)
            request.Succeed(snapshot);
        foreach (var (request, reason) in _refused)
            request.Fail(reason);
    }

    /// <summary>The refused fail alike: what they lost to never happened.</summary>
    public void Fail(Exception reason)
    {
        foreach (var request in _accepted.Select(a => a.Request).Concat(_refused.Select(r => r.Request)))
            request.Fail(reason);
    }

    private StoreConflictException? FindConflict(Transaction tx)
    {
        if (ReferenceEquals(tx.Base, Newest))
            return null;

        foreach (var write in tx.Writes)
        {
            if (Newest.Look(write.Key).ModifiedAt != write.Guard)
                return Changed(write.Key);
            if (HolderOfName(Newest, write.Value) is var holder && holder != HolderOfName(tx.Base, write.Value))
                return new StoreConflictException(write.Key, $"The name of {write.Key} was taken by {holder} since it was read. Read again.");
        }

        foreach (var key in tx.Expectations)
        {
            if (Newest.Look(key).ModifiedAt != tx.Base.Look(key).ModifiedAt)
                return Changed(key);
        }

        return null;

        StoreConflictException Changed(ObjectKey key) =>
            new(key, $"The {key} was changed by somebody else after revision {tx.Base.Revision}. Read it again and decide again.");
    }

    // Names of services and nodes are unique, but are not their keys: two makers of one name must collide all the same.
    private static ObjectKey? HolderOfName(Snapshot snapshot, object? noun) => noun switch
    {
        Service service when snapshot.FindService(service.Stack, service.Name) is { } holder => ObjectKey.Of(holder.Id),
        Node node when snapshot.FindNode(node.Name) is { } holder => ObjectKey.Of(holder.Id),
        _ => null,
    };

    private Snapshot Rebased(Transaction tx)
    {
        var revision = Newest.Revision.Next;
        var draft = new Draft(Newest.Tables);
        foreach (var write in tx.Writes)
            draft.Set(write.Key, draft.Look(write.Key).Value, write.Value, revision.Number);
        return new Snapshot(revision, draft.Freeze());
    }

    private List<BatchWrite> Writes()
    {
        var writes = new List<BatchWrite>(_operations);
        var positions = _accepted.Count > 1 ? new Dictionary<ObjectKey, int>(_operations) : null;
        foreach (var (request, snapshot) in _accepted)
        {
            foreach (var write in request.Transaction.Writes)
                Add(new BatchWrite(write, snapshot.Revision.Number));
        }

        return writes;

        void Add(BatchWrite next)
        {
            if (positions is null || positions.TryAdd(next.Write.Key, writes.Count))
                writes.Add(next);
            else if (positions[next.Write.Key] is var at)
                writes[at] = next with { Write = next.Write with { Guard = writes[at].Write.Guard } };
        }
    }

    private List<EventBatch> Events() =>
    [
        .. from accepted in _accepted
           where accepted.Request.Transaction.Events.Count > 0
           select new EventBatch(accepted.Snapshot.Revision.Number, accepted.Request.Transaction.Events),
    ];
}
