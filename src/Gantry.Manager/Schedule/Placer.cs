using Gantry.Manager.Schedule.Filters;
using Gantry.Manager.Schedule.Scoring;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule;

/// <summary>
/// Picks nodes for one cycle: made from one snapshot, then asked service by service. What it placed counts at once.
/// Pure but for this working set: equal snapshots and requests in equal order give equal answers, in every process.
/// </summary>
/// <param name="nodes">All nodes of the cluster, in any order.</param>
internal sealed class Placer(IReadOnlyList<NodeView> nodes)
{
    private readonly WorkingSet _set = new(nodes);

    /// <summary>Decides for every slot of <paramref name="request"/>.</summary>
    public PlacementResult Place(PlacementRequest request)
    {
        var query = new PlacementQuery(_set, request);
        _set.Open(query.Tally);
        var result = new PlacementRun(_set, query).Place();
        _set.Close(query.Tally);
        return result;
    }

    /// <summary>How every node stands for <paramref name="slot"/>. Places nothing.</summary>
    public PlacementSurvey Survey(PlacementRequest request, SlotRequest slot)
    {
        var query = new PlacementQuery(_set, request);
        var report = new RefusalReport(_set, query, slot);
        _set.Open(query.Tally);
        List<NodeScore> scores = [.. new ScoreTable(_set, query, slot, PlacementRun.StartOf(_set, query, slot)).Rank(_ => true, _set.Nodes.Length)];
        List<NodeRefusal> refusals = [.. _set.ByName.SelectMany(report.RefusalsOf)];
        _set.Close(query.Tally);
        return new PlacementSurvey(scores, refusals, request.Strategy);
    }

    /// <summary>
    /// Where a global service belongs. A node that has a task of it is asked only what would make that task leave
    /// (drain, platform, constraints): paused or silent nodes keep what they have, and its own reservation is no obstacle.
    /// </summary>
    public EligibleNodes Eligible(PlacementRequest request)
    {
        var query = new PlacementQuery(_set, request);
        var report = new RefusalReport(_set, query, new SlotRequest(default, 0));
        var eligible = new List<NodeId>();
        var refusals = new List<NodeRefusal>();
        _set.Open(query.Tally);
        foreach (var index in _set.ByName)
        {
            var candidate = query.CandidateAt(index, null);
            var node = candidate.Load.Node;
            var refusing = query.RefusingFilters(candidate);
            if (candidate.ServiceTasks > 0)
                refusing &= EvictingFilters(node);
            if (refusing == 0)
                eligible.Add(node.Id);
            else
                refusals.AddRange(report.RefusalsOf(index).Where(refusal => (refusing & (1 << (int)refusal.Filter)) != 0));
        }

        _set.Close(query.Tally);
        return new EligibleNodes(eligible, refusals);
    }

    private static int EvictingFilters(Node node)
    {
        var evicting = (1 << (int)NodeFilter.Platform) | (1 << (int)NodeFilter.Constraint);
        return node.Availability == NodeAvailability.Drain ? evicting | (1 << (int)NodeFilter.Availability) : evicting;
    }
}
