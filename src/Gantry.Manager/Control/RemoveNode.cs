using Gantry.Manager.Schedule.Filters;
using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Control;

/// <summary>
/// Takes a node out of the cluster. Its certificate is refused from the commit on, since each request looks its node up; what it
/// ran is replaced in the next round.
/// </summary>
internal sealed class RemoveNode(StateStore store, TimeProvider time)
{
    private const int VolumesNamed = 5;

    /// <param name="force">Also when something of it would be lost.</param>
    /// <param name="dryRun">Only says which node it is.</param>
    public ValueTask<ObjectOutcome<Node>> RunAsync(NodeId id, bool force, NodeCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        store.UpdateAsync(tx => Apply(tx, id, force, condition, actor, time.GetUtcNow()), dryRun, ct);

    internal static ObjectOutcome<Node> Apply(Transaction tx, NodeId id, bool force, NodeCondition condition, string actor, DateTimeOffset now)
    {
        if (tx.State.Find(id) is not { } node)
            return new ObjectOutcome<Node>.NotFound($"There is no node '{id}' any more. 'gantry node ls' lists them.");
        if (condition.Refuse(node) is { } stale)
            return new ObjectOutcome<Node>.Stale(stale);
        if (node.KeyHash is null)
            return new ObjectOutcome<Node>.Refused($"Node {node.Name} is a server's own worker and stays as long as the server does. To have it run nothing, drain it: gantry node drain {node.Name}");
        if (!force && WouldLose(tx.State, node) is { } loss)
            return new ObjectOutcome<Node>.Refused(loss);

        tx.Remove(id);
        var tasks = tx.Base.HoldingOn(id);
        var rest = tasks == 0 ? "" : $" Its {(tasks == 1 ? "task is" : $"{tasks} tasks are")} replaced elsewhere.";
        tx.AddEvent(new ClusterEvent(now, EventType.NodeRemoved, $"{actor} removed node {node.Name}.{rest}") { NodeId = id, Actor = actor });
        return new ObjectOutcome<Node>.Done(node);
    }

    /// <returns>What, and how to go on; null when nothing would be.</returns>
    private static string? WouldLose(Snapshot state, Node node)
    {
        var tasks = state.HoldingOn(node.Id);
        var isIdle = tasks == 0 && (node.Availability == NodeAvailability.Drain || node.State == NodeState.Unknown);
        if (node.State == NodeState.Down || isIdle)
            return DataOf(state, node);
        return node.Availability == NodeAvailability.Drain
            ? $"Node {node.Name} is drained and still has {(tasks == 1 ? "a task" : $"{tasks} tasks")}: 'gantry node drain {node.Name}' shows what is left and why. --force removes it all the same, and its tasks are replaced elsewhere."
            : $"Node {node.Name} is not down and may run tasks: drain it first with 'gantry node drain {node.Name}'. --force removes it all the same, and its tasks are replaced elsewhere.";
    }

    private static string? DataOf(Snapshot state, Node node)
    {
        var volumes = state.Volumes.Where(v => !v.IsRemoved && VolumeFilter.Pins(v.Spec) && v.Nodes is [var only] && only == node.Id).Select(v => v.Name).ToList();
        if (volumes.Count == 0)
            return null;
        var (noun, them) = volumes.Count == 1 ? ("volume", "it") : ("volumes", "them");
        var more = volumes.Count > VolumesNamed ? $" and {volumes.Count - VolumesNamed} more" : "";
        return $"Node {node.Name} alone has the data of {noun} {string.Join(", ", volumes.Take(VolumesNamed))}{more}: once it is removed, whoever uses {them} begins with an empty one elsewhere. Copy the data first, or repeat with --force.";
    }
}
