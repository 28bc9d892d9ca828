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
    /// <summary>What becomes due without any change.</summary>
    public Agenda Agenda { get; } = new();
}
