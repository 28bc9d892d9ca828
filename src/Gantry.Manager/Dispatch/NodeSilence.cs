using Gantry.Manager.State;

namespace Gantry.Manager.Dispatch;

/// <summary>Who is silent, from one look to the next. Used by one loop.</summary>
internal sealed class NodeSilence(NodePulse pulse)
{
    private bool _isMass;

    /// <summary>What follows now.</summary>
    public SilencePlan Look(Snapshot state)
    {
        var plan = PlanFor(state);
        if (!_isMass || plan.IsMassSilence)
            return plan;

        // The line is back, and they do not all answer in the same instant: whoever has not yet is given the time anew.
        pulse.CountAnew(state.Nodes.Where(n => n.State != Model.Nodes.NodeState.Down).Select(n => n.Id), state.Settings.Liveness.SuspectAfter);
        return PlanFor(state);
    }

    /// <summary>Whether a look has found what is to be written down.</summary>
    public bool IsNews(SilencePlan plan) => plan.Turns.Count > 0 || plan.IsMassSilence != _isMass;

    public void Apply(Transaction tx, DateTimeOffset now)
    {
        var plan = Look(tx.State);
        NodeTurns.Apply(tx, plan, _isMass, now);
        _isMass = plan.IsMassSilence;
    }

    private SilencePlan PlanFor(Snapshot state) => SilencePlan.For(state.Nodes, pulse.SilenceOf, pulse.SinceStart, state.Settings.Liveness);
}
