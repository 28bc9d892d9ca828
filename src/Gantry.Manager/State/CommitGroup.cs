using Gantry.Model.Events;

namespace Gantry.Manager.State;

/// <summary>
/// Transactions that become durable together, each with a revision of its own. Nobody is answered before the backend is: a
/// caller that lost to a commit of this group would else read the old state again, and lose again.
/// </summary>
/// <param name="durable">What the store is at before them.</param>
internal sealed class CommitGroup(Snapshot durable, BackendLimits limits)
{
    private readonly List<CommitRequest> _accepted = [];
    private readonly List<CommitRequest> _refused = [];
    private int _operations;
    private long _bytes;

    public Snapshot Newest => IsEmpty ? durable : _accepted[^1].Ahead;

    /// <summary>Nothing in it is to be written.</summary>
    public bool IsEmpty => _accepted.Count == 0;

    public bool Takes(Transaction tx) =>
        IsEmpty || (_operations + tx.Operations <= limits.Operations && !(_bytes + tx.Bytes > limits.Bytes));

    public void Add(CommitRequest request)
    {
        if (request.Conflict is not null)
        {
            _refused.Add(request);
            return;
        }

        _accepted.Add(request);
        _operations += request.Transaction.Operations;
        _bytes += request.Transaction.Bytes;
    }

    public StoreBatch ToBatch() => new(durable.Revision, Newest, Writes(), Events());

    public List<ChangeSet> ToChangeSets() => [.. _accepted.Select(a => ChangeSet.Of(a.Ahead.Revision, a.Transaction))];

    public void Settle()
    {
        foreach (var request in _accepted.Concat(_refused))
            request.Settle();
    }

    public void Fail(Exception reason)
    {
        foreach (var request in _accepted.Concat(_refused))
            request.Fail(reason);
    }

    private List<BatchWrite> Writes()
    {
        var writes = new List<BatchWrite>(_operations);
        var positions = _accepted.Count > 1 ? new Dictionary<ObjectKey, int>(_operations) : null;
        foreach (var request in _accepted)
        {
            foreach (var write in request.Transaction.Writes)
                Add(new BatchWrite(write, request.Ahead.Revision.Number));
        }

        return writes;

        void Add(BatchWrite next)
        {
            if (positions is null || positions.TryAdd(next.Write.Key, writes.Count))
                writes.Add(next);
            else if (positions[next.Write.Key] is var at)
                writes[at] = next with { Write = next.Write with { Old = writes[at].Write.Old, Guard = writes[at].Write.Guard } };
        }
    }

    private List<EventBatch> Events() =>
    [
        .. from accepted in _accepted
           where accepted.Transaction.Events.Count > 0
           select new EventBatch(accepted.Ahead.Revision.Number, accepted.Transaction.Events),
    ];
}
