using Gantry.Manager.Schedule.Scoring;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule;

/// <summary>Where one task goes, or why it cannot.</summary>
internal abstract record PlacementDecision
{
    private PlacementDecision(SlotRequest slot) => Slot = slot;

    public SlotRequest Slot { get; init; }

    /// <param name="Scores">The winner, then the runners-up, best first. Empty unless the request asks for them.</param>
    internal sealed record Placed(SlotRequest Slot, NodeId Node, IReadOnlyList<NodeScore> Scores) : PlacementDecision(Slot);

    /// <param name="Summary">One sentence for the task's message.</param>
    /// <param name="Refusals">Every filter that refuses, node by node, the nearest to fitting first.</param>
    /// <param name="SmallestChange">Null when the cluster has no node.</param>
    internal sealed record Unplaced(
        SlotRequest Slot,
        string Summary,
        IReadOnlyList<NodeRefusal> Refusals,
        SmallestChange? SmallestChange) : PlacementDecision(Slot);
}
