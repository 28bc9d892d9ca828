using Gantry.Manager.Schedule.Filters;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule.Scoring;

/// <summary>
/// Ranks all fitting nodes for one slot as they stand, before the winner takes it. Looks at every node:
/// for explaining, not for placing.
/// </summary>
internal sealed class ScoreTable(WorkingSet set, PlacementQuery query, SlotRequest slot, ulong start)
{
    private readonly int[] _branchTasks = CountBranches(set, query, slot);

    /// <returns>The winner, then the best <paramref name="runnersUp"/> of the others.</returns>
    public IReadOnlyList<NodeScore> Take(int winner, int runnersUp) =>
        [ScoreOf(query.CandidateAt(winner, slot)), .. Rank(node => node != winner, runnersUp)];

    /// <returns>The best <paramref name="most"/> of those that fit, best first.</returns>
    public IEnumerable<NodeScore> Rank(Func<int, bool> isAsked, int most)
    {
        var ranked = query.Class.ByRing.Nodes
            .Where(isAsked)
            .Select(node => query.CandidateAt(node, slot))
            .Where(candidate => query.Admits(candidate))
            .Select(candidate => (Candidate: candidate, Key: NodeKey.Of(candidate)))
            .ToList();
        ranked.Sort((left, right) => Compare(left.Candidate, left.Key, right.Candidate, right.Key));
        return ranked.Take(most).Select(node => ScoreOf(node.Candidate));
    }

    private static int[] CountBranches(WorkingSet set, PlacementQuery query, SlotRequest slot)
    {
        var map = query.SpreadMap;
        var tasks = new int[map.BranchCount];
        foreach (var entry in query.Tally.Entries)
            Add(entry.Node, entry.Tasks);
        foreach (var task in slot.Replaces)
        {
            if (query.Counts(task) && set.IndexOf(task.Node) is >= 0 and var node)
                Add(node, -1);
        }

        return tasks;

        void Add(int node, int count)
        {
            foreach (var branch in map.PathOf(map.LeafOf(node)))
                tasks[branch] += count;
        }
    }

    private int Compare(in Candidate left, ulong leftKey, in Candidate right, ulong rightKey)
    {
        var compared = (leftKey & NodeKey.Troubled).CompareTo(rightKey & NodeKey.Troubled);
        if (compared != 0)
            return compared;

        var (leftPath, rightPath) = (PathOf(left), PathOf(right));
        for (var level = 0; level < leftPath.Length; level++)
        {
            compared = _branchTasks[leftPath[level]].CompareTo(_branchTasks[rightPath[level]]);
            if (compared != 0)
                return compared;
        }

        if (query.Wishes is { } wishes && wishes[left.Index] != wishes[right.Index])
            return wishes[right.Index].CompareTo(wishes[left.Index]);

        return leftKey == rightKey
            ? TieBreak.Distance(start, PlaceOf(left)).CompareTo(TieBreak.Distance(start, PlaceOf(right)))
            : leftKey.CompareTo(rightKey);
    }

    private int[] PathOf(in Candidate candidate) => query.SpreadMap.PathOf(query.SpreadMap.LeafOf(candidate.Index));

    private ulong PlaceOf(in Candidate candidate) =>
        query.Strategy == SchedulingStrategy.RoundRobin ? (ulong)set.RankOf(candidate.Index) : candidate.Load.RingPlace;

    private NodeScore ScoreOf(in Candidate candidate)
    {
        var load = candidate.Load;
        var held = load.Held - candidate.Vacated.Amount;
        var tasks = load.Tasks - candidate.Vacated.Tasks;
        return new NodeScore(
            load.Node.Id,
            load.Node.Name,
            (slot.Only ?? slot.Preferred) == load.Node.Id,
            candidate.Failures >= NodeKey.TroublingFailures,
            BranchesOf(candidate),
            query.Wishes?[candidate.Index],
            candidate.ServiceTasks,
            candidate.Failures,
            HeldShare.Of(held, load.Capacity) / 1_000_000.0,
            HeldShare.Of(held + query.Need, load.Capacity) / 1_000_000.0,
            tasks,
            query.Strategy == SchedulingStrategy.Epvm ? EpvmCost.Of(load, query.Need, candidate.Vacated.Amount, tasks) : null,
            query.Strategy == SchedulingStrategy.RoundRobin ? TurnOf(set.RankOf(candidate.Index)) : null,
            query.ImageHomes.Length > 0 && !query.LacksImage(candidate.Index));
    }

    private int TurnOf(int nameRank) => (nameRank - (int)start + set.Nodes.Length) % set.Nodes.Length;

    private List<BranchTasks> BranchesOf(in Candidate candidate)
    {
        var path = PathOf(candidate);
        var branches = new List<BranchTasks>(path.Length);
        for (var level = 0; level < path.Length; level++)
        {
            var property = query.SpreadMap.Properties[level];
            var value = NodeProperty.TryParse(property)?.ValueOf(candidate.Load.Node) ?? "";
            branches.Add(new BranchTasks(property, value, _branchTasks[path[level]]));
        }

        return branches;
    }
}
