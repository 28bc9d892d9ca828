using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Control;

/// <summary>A person knows that a silent node is gone: it counts as down at once, also while the silence of most is held back.</summary>
internal sealed class DeclareNodeLost(StateStore store, TimeProvider time)
{
    /// <param name="dryRun">Only says how the node would be.</param>
    public ValueTask<ObjectOutcome<Node>> RunAsync(NodeId id, NodeCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        store.UpdateAsync(tx => Apply(tx, id, condition, actor, time.GetUtcNow()), dryRun, ct);

    internal static ObjectOutcome<Node> Apply(Transaction tx, NodeId id, NodeCondition condition, string actor, DateTimeOffset now)
    {
        if (tx.State.Find(id) is not { } node)
            return new ObjectOutcome<Node>.NotFound($"There is no node '{id}' any more. 'gantry node ls' lists them.");
        if (condition.Refuse(node) is { } stale)
            return new ObjectOutcome<Node>.Stale(stale);
        if (node.State == NodeState.Down)
            return new ObjectOutcome<Node>.Done(node);
        if (node.State == NodeState.Unknown)
            return new ObjectOutcome<Node>.Refused($"Node {node.Name} has never answered, so nothing of it can be lost. Remove it with 'gantry node rm {node.Name}'.");
        if (!NodeLoss.IsSilent(node))
        {
            var patience = tx.State.Settings.Liveness.SuspectAfter.TotalSeconds;
            return new ObjectOutcome<Node>.Refused($"Node {node.Name} answers, or did so within the last {patience:0.#} s, so it is not lost. To have its tasks elsewhere, drain it: gantry node drain {node.Name}");
        }

        var lost = NodeLoss.Down(node, now);
        tx.Put(lost);
        tx.AddEvent(new ClusterEvent(now, EventType.NodeDown, $"{actor} declared node {node.Name} lost: its tasks are replaced elsewhere.") { NodeId = id, Actor = actor });
        return new ObjectOutcome<Node>.Done(lost);
    }
}
