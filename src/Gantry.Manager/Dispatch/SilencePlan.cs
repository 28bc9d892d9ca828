using Gantry.Model.Nodes;
using Gantry.Model.Settings;

namespace Gantry.Manager.Dispatch;

/// <summary>
/// What follows from who was heard and who was not. Pure. When more than half of three or more nodes fall silent within one
/// window, it is more likely the manager that is cut off: then nothing follows until one answers, or a person says so.
/// </summary>
/// <param name="NextLook">When something follows if nobody says anything until then; null: nothing would.</param>
internal sealed record SilencePlan(IReadOnlyList<NodeTurn> Turns, bool IsMassSilence, TimeSpan? NextLook)
{
    private const int FewestForMass = 3;

    /// <param name="silence">How long a node was silent; null when it was not heard since the manager started.</param>
    public static SilencePlan For(IEnumerable<Node> nodes, Func<NodeId, TimeSpan?> silence, TimeSpan sinceStart, Liveness liveness)
    {
        var heard = nodes.Where(n => n.State is not (NodeState.Unknown or NodeState.Incompatible or NodeState.Unrecognized))
            .Select(n => new Heard(n, silence(n.Id) ?? AfterGrace(sinceStart, liveness), silence(n.Id) is not null)).ToList();
        var live = heard.Where(h => h.Node.State != NodeState.Down).ToList();

        // One beat earlier than suspicion, so that the first of many is not taken for the only one.
        var quiet = live.Count(h => h.Silence >= liveness.SuspectAfter - liveness.HeartbeatEvery);
        var isMass = live.Count >= FewestForMass && quiet * 2 > live.Count;
        var turns = heard.Select(h => TurnOf(h, isMass, liveness)).OfType<NodeTurn>().ToList();
        var waits = live.SelectMany(h => (TimeSpan[])[liveness.SuspectAfter - h.Silence, liveness.DownAfter - h.Silence]).Where(w => w > TimeSpan.Zero);
        return new SilencePlan(turns, isMass, waits.Select(w => (TimeSpan?)w).DefaultIfEmpty().Min());
    }

    private static NodeTurn? TurnOf(Heard heard, bool isMass, Liveness liveness)
    {
        var (node, silence, wasHeard) = heard;
        var speaking = node.EngineProblem is null ? NodeState.Ready : NodeState.EngineDown;
        if (silence < liveness.SuspectAfter)
        {
            var isMissed = node.State is NodeState.Suspected || node.Problem == NodeTurns.HeldBack || (node.State is NodeState.Down && wasHeard);
            return isMissed ? new NodeTurn(node.Id, speaking) : null;
        }

        if (node.State == NodeState.Down)
            return null;
        if (isMass)
            return node.Problem == NodeTurns.HeldBack ? null : new NodeTurn(node.Id, speaking, IsHeldBack: true);
        if (silence >= liveness.DownAfter)
            return new NodeTurn(node.Id, NodeState.Down);
        return node.State == NodeState.Suspected ? null : new NodeTurn(node.Id, NodeState.Suspected);
    }

    private static TimeSpan AfterGrace(TimeSpan sinceStart, Liveness liveness)
    {
        var beyond = sinceStart - (liveness.RestartGrace - liveness.SuspectAfter);
        return beyond > TimeSpan.Zero ? beyond : TimeSpan.Zero;
    }

    private sealed record Heard(Node Node, TimeSpan Silence, bool WasHeard);
}
