using Gantry.Manager.State.Tables;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Manager.State;

/// <summary>A transaction that was checked against everything accepted before it, and where its answer goes.</summary>
internal sealed class CommitRequest
{
    // Continuations must not run on the loop: it owns the state, and a caller may take its time.
    private readonly TaskCompletionSource<Snapshot> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="ahead">The state with everything that was accepted before.</param>
    public CommitRequest(Transaction transaction, Snapshot ahead)
    {
        Transaction = transaction;
        Conflict = FindConflict(transaction, ahead);
        Ahead = Conflict is not null ? ahead
            : ReferenceEquals(transaction.Base, ahead) ? transaction.State
            : Rebased(transaction, ahead);
    }

    public Transaction Transaction { get; }

    /// <summary>Why it was refused; null when it was accepted.</summary>
    public StoreConflictException? Conflict { get; }

    /// <summary>The state that it leaves.</summary>
    public Snapshot Ahead { get; }

    public Task<Snapshot> Answer => _answer.Task;

    /// <summary>Everything up to it is durable.</summary>
    public void Settle()
    {
        if (Conflict is null)
            _answer.SetResult(Ahead);
        else
            _answer.SetException(Conflict);
    }

    /// <summary>It was not kept. The refused fail alike: what they lost to never happened.</summary>
    public void Fail(Exception reason) => _answer.SetException(reason);

    private static StoreConflictException? FindConflict(Transaction tx, Snapshot ahead)
    {
        if (ReferenceEquals(tx.Base, ahead))
            return null;

        foreach (var write in tx.Writes)
        {
            if (ahead.Look(write.Key).ModifiedAt != write.Guard)
                return Changed(write.Key);
            if (HolderOfName(ahead, write.Value) is var holder && holder != HolderOfName(tx.Base, write.Value))
                return new StoreConflictException(write.Key, $"The name of {write.Key} was taken by {holder} since it was read. Read again.");
        }

        foreach (var key in tx.Expectations)
        {
            if (ahead.Look(key).ModifiedAt != tx.Base.Look(key).ModifiedAt)
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

    private static Snapshot Rebased(Transaction tx, Snapshot ahead)
    {
        var revision = ahead.Revision.Next;
        var draft = new Draft(ahead.Tables);
        foreach (var write in tx.Writes)
            draft.Set(write.Key, draft.Look(write.Key).Value, write.Value, revision.Number);
        return new Snapshot(revision, draft.Freeze());
    }
}
