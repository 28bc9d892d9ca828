using Gantry.Manager.State;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Manager.Reconcile;

/// <summary>What a reconciling step works with: everything from outside is in here, so that the same context gives the same outcome.</summary>
/// <param name="NodesFor">Nodes on which a global service runs: those that its constraints let pass.</param>
internal sealed record ReconcileContext(
    Transaction Tx,
    DateTimeOffset Now,
    IdSource Ids,
    Func<Service, IReadOnlyList<NodeId>> NodesFor)
{
    private DateTimeOffset? _wakeAt;

    /// <summary>When something becomes due without any change: look again then. Null when nothing will.</summary>
    public DateTimeOffset? WakeAt => _wakeAt;

    public void WakeNoLaterThan(DateTimeOffset due)
    {
        if (_wakeAt is null || due < _wakeAt)
            _wakeAt = due;
    }
}
