using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Dispatch;

/// <summary>Writes down what follows from the silence of nodes, and from its end.</summary>
internal static class NodeTurns
{
    public const string HeldBack = NodeLoss.HeldBack;

    /// <param name="wasMassSilence">As of the plan before.</param>
    public static void Apply(Transaction tx, SilencePlan plan, bool wasMassSilence, DateTimeOffset now)
    {
        foreach (var settled in Settled(tx.State, now).ToList())
            tx.Put(settled with { SettledAt = null, Problem = settled.EngineProblem });
        foreach (var turn in plan.Turns)
        {
            if (tx.State.Find(turn.Node) is { } node)
                Turn(tx, node, turn, now);
        }

        if (plan.IsMassSilence == wasMassSilence)
            return;
        tx.AddEvent(plan.IsMassSilence
            ? new ClusterEvent(now, EventType.ClusterMassSilence, "More than half of the nodes fell silent at once: this manager is more likely cut off than they are lost, so nothing is moved. It goes on when one answers; of a node that is really gone say 'gantry node declare-lost NODE'.")
            : new ClusterEvent(now, EventType.ClusterSilenceOver, "Enough nodes answer again: those that stay silent are given up as usual."));
    }

    /// <summary>Nodes that came and went, and have stayed long enough by now.</summary>
    public static IEnumerable<Node> Settled(Snapshot state, DateTimeOffset now) => state.Nodes.Where(n => n.SettledAt <= now);

    private static void Turn(Transaction tx, Node node, NodeTurn turn, DateTimeOffset now)
    {
        var next = node with { State = turn.To, StateSince = now, Problem = node.EngineProblem };
        switch (turn)
        {
            case { IsHeldBack: true }:
                tx.Put(next with { Problem = HeldBack });
                break;
            case { To: NodeState.Suspected }:
                tx.Put(next with { Problem = "silent for a moment: its tasks get no new traffic" });
                tx.AddEvent(Event(EventType.NodeSuspected, $"Node {node.Name} is silent: its tasks get no new traffic until it is heard again."));
                break;
            case { To: NodeState.Down }:
                tx.Put(NodeLoss.Down(next, now));
                tx.AddEvent(Event(EventType.NodeDown, $"Node {node.Name} does not answer and counts as down: its tasks are replaced elsewhere."));
                break;
            case { To: var to } when node.State == to:
                tx.Put(next);
                break;
            default:
                tx.Put(node.State == NodeState.Down ? NodeLoss.Returned(next, now) : next);
                tx.AddEvent(Event(turn.To == NodeState.Ready ? EventType.NodeReady : EventType.NodeEngineDown, $"Node {node.Name} is heard again."));
                break;
        }

        ClusterEvent Event(string type, string text) => new(now, type, text) { NodeId = node.Id };
    }
}
