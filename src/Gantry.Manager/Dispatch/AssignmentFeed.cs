using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>What one session was told, and what is to be told next: tasks at once, names at their <see cref="NamesPace"/>.</summary>
internal sealed class AssignmentFeed(NodeId node, TimeProvider time)
{
    // Written by the session, read by whoever looks for sessions to wake.
    private volatile NodeAssignments? _told;
    private long _version;
    private Task _pause = Task.CompletedTask;
    private bool _areNamesBehind;

    /// <summary>When names may be told that are held back now; null: none are.</summary>
    public Task? NamesDue => _areNamesBehind ? _pause : null;

    /// <summary>Whether it is certain that there is nothing to tell.</summary>
    public bool HoldsIn(SharedAssignments shared) => _told?.HoldsIn(shared, node) == true && shared.State.Find(node) is not null;

    /// <param name="nodes">How many hear of names.</param>
    /// <returns>Everything at first, later what changed. Null: nothing did for this node.</returns>
    /// <exception cref="LinkException">The node was removed.</exception>
    public Assignments? Next(SharedAssignments shared, int nodes, CancellationToken ct)
    {
        if (shared.State.Find(node) is null)
            throw new LinkException($"Node {node} was removed from the cluster.") { IsRefused = true };
        if (HoldsIn(shared))
        {
            _areNamesBehind = false;
            return null;
        }

        var (told, term) = (_told, shared.State.Revision.Epoch);
        var all = NodeAssignments.For(shared, node);
        var now = told is null || _pause.IsCompleted ? all : all.WithNamesOf(told);
        var next = told is null ? now.Full(term, _version + 1) : now.Since(told, term, _version + 1);
        (_told, _areNamesBehind) = (now, !now.HasNamesOf(all));
        if (next is null)
            return null;
        _version++;
        if (NamesPace.After(next, nodes) is var pause && pause > TimeSpan.Zero)
            _pause = Task.Delay(pause, time, ct);
        return next;
    }
}
