using Gantry.Model.Events;

namespace Gantry.Manager.State;

/// <summary>What one commit did.</summary>
/// <param name="replaced">Objects before and after, in the order in which the transaction said them first.</param>
internal sealed class ChangeSet(Revision revision, IReadOnlyList<(object? Old, object? New)> replaced, IReadOnlyList<ClusterEvent> events)
{
    public Revision Revision => revision;

    public int Count => replaced.Count;

    /// <summary>Made for who looks: nearly all commits leave the window of the newest ones unseen.</summary>
    public IEnumerable<Change> Changes => replaced.Select(r => Change.For(r.Old, r.New));

    public IReadOnlyList<ClusterEvent> Events => events;

    public static ChangeSet Of(Revision revision, Transaction tx)
    {
        var replaced = new List<(object? Old, object? New)>(tx.Writes.Count);
        foreach (var write in tx.Writes)
        {
            if (write.Old is not null || write.Value is not null)
                replaced.Add((write.Old, write.Value));
        }

        return new ChangeSet(revision, replaced, tx.Events);
    }
}
