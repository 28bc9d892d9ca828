using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>What one session was told, and what is to be told next: tasks at once, names in their turn (<see cref="NamesPace"/>).</summary>
internal sealed class AssignmentFeed(NodeId node, NamesPace pace, TimeProvider time)
{
    // Written by the session, read by whoever looks for sessions to wake.
    private volatile NodeAssignments? _told;
    private long _version;
    private int _reserved;

    /// <summary>Completes when names may be told that are held back now; null: none are.</summary>
    public Task? NamesDue { get; private set; }

    /// <summary>Whether it is certain that there is nothing to tell now.</summary>
    public bool HoldsIn(SharedAssignments shared) =>
        _told is { } told && shared.State.Find(node) is not null && told.HoldsIn(shared, node) && (NamesDue is { IsCompleted: false } || told.HasNamesOf(shared));

    /// <returns>Everything at first, later what changed. Null: nothing did for this node.</returns>
    /// <exception cref="LinkException">The node was removed.</exception>
    public Assignments? Next(SharedAssignments shared, CancellationToken ct)
    {
        if (shared.State.Find(node) is null)
            throw new LinkException($"Node {node} was removed from the cluster.") { IsRefused = true };
        if (HoldsIn(shared))
            return null;

        var (told, term) = (_told, shared.State.Revision.Epoch);
        var now = NodeAssignments.For(shared, node);
        if (!IsTurn(now.NewNamesSince(told), ct))
            now = now.WithNamesOf(told);
        var next = told is null ? now.Full(term, _version + 1) : now.Since(told, term, _version + 1);
        _told = now;
        _version += next is null ? 0 : 1;
        return next;
    }

    // What is told at its turn may have become more since: what comes after it waits for that.
    private bool IsTurn(int replicas, CancellationToken ct)
    {
        if (NamesDue is { IsCompleted: false })
            return false;
        var wait = pace.TakeTurn(replicas - _reserved);
        if (NamesDue is null && wait > TimeSpan.Zero)
        {
            (NamesDue, _reserved) = (Task.Delay(wait, time, ct), replicas);
            return false;
        }

        (NamesDue, _reserved) = (null, 0);
        return true;
    }
}
