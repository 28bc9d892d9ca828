using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>What one session was told, and what is to be told next: tasks at once, names at their <see cref="NamesPace"/>.</summary>
internal sealed class AssignmentFeed(NodeId node, StateStore store, TimeProvider time)
{
    private Revision _seen = Revision.None;
    private NodeAssignments? _told;
    private long _version;
    private Task _pause = Task.CompletedTask;
    private bool _areNamesBehind;

    /// <summary>There may be something to tell.</summary>
    public bool IsDue => _seen != store.Current.Revision || (_areNamesBehind && _pause.IsCompleted);

    /// <summary>Until there may be.</summary>
    public Task WaitAsync(CancellationToken ct) =>
        _areNamesBehind ? Task.WhenAny(store.ChangedAsync(_seen, ct), _pause) : store.ChangedAsync(_seen, ct);

    /// <param name="nodes">How many hear of names.</param>
    /// <returns>Everything at first, later what changed. Null: nothing did for this node.</returns>
    public Assignments? Next(SharedAssignments shared, int nodes, CancellationToken ct)
    {
        _seen = shared.State.Revision;
        if (_told?.HoldsIn(shared, node) == true)
        {
            _areNamesBehind = false;
            return null;
        }

        var all = NodeAssignments.For(shared, node);
        var now = _told is null || _pause.IsCompleted ? all : all.WithNamesOf(_told);
        var next = _told is null ? now.Full(_seen.Epoch, _version + 1) : now.Since(_told, _seen.Epoch, _version + 1);
        (_told, _areNamesBehind) = (now, !now.HasNamesOf(all));
        if (next is null)
            return null;
        _version++;
        if (NamesPace.After(next, nodes) is var pause && pause > TimeSpan.Zero)
            _pause = Task.Delay(pause, time, ct);
        return next;
    }
}
