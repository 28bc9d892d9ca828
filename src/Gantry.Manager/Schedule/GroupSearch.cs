using Gantry.Manager.Schedule.Scoring;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>
/// Finds the best node for one slot after the other, of any strategy. Looks at every node of the request's class once,
/// then in log n a slot. One scratch serves all, so only one search may be in use.
/// </summary>
internal sealed class GroupSearch
{
    private readonly WorkingSet _set;
    private readonly PlacementQuery _query;
    private readonly SearchLeaves _groups;
    private readonly MemberList[] _leaves;
    private readonly int[] _branchTasks;

    public GroupSearch(WorkingSet set, PlacementQuery query)
    {
        _set = set;
        _query = query;
        _groups = new SearchLeaves(set, query.SpreadMap, query.Wishes);
        _leaves = LeavesOf(query.Strategy == SchedulingStrategy.RoundRobin ? query.Class.ByName : query.Class.ByRing);
        _branchTasks = new int[query.SpreadMap.BranchCount];
        for (var i = 0; i < query.Tally.Count; i++)
            CountBranches(query.Tally[i].Node, query.Tally[i].Tasks);
        LookAtAll();
    }

    /// <param name="start">Where ties begin to go round.</param>
    /// <returns>-1 when no node fits.</returns>
    public int Find(SlotRequest slot, ulong start)
    {
        if (slot.Replaces.Count == 0)
            return Best(start);

        Suppose(slot, slot, -1);
        var best = Best(start);
        Suppose(slot, null, 1);
        return best;
    }

    /// <param name="movesOthers">The placement changed what other nodes may take.</param>
    public void Placed(int node, bool movesOthers)
    {
        CountBranches(node, 1);
        if (movesOthers)
            LookAtAll();
        else
            LookAt(node, null);
    }

    private MemberList[] LeavesOf(MemberList members)
    {
        if (_groups.Count == 1)
        {
            for (var place = 0; place < members.Nodes.Length; place++)
                _set.Scratch.PlaceOf[members.Nodes[place]] = place;
            return [members];
        }

        var nodes = new List<int>[_groups.Count];
        var places = new List<ulong>[_groups.Count];
        for (var leaf = 0; leaf < nodes.Length; leaf++)
            (nodes[leaf], places[leaf]) = ([], []);
        for (var i = 0; i < members.Nodes.Length; i++)
        {
            var leaf = _groups.Of(members.Nodes[i]);
            _set.Scratch.PlaceOf[members.Nodes[i]] = nodes[leaf].Count;
            nodes[leaf].Add(members.Nodes[i]);
            places[leaf].Add(members.Places[i]);
        }

        return [.. nodes.Zip(places, (leaf, at) => new MemberList([.. leaf], [.. at]))];
    }

    private void LookAtAll()
    {
        for (var leaf = 0; leaf < _leaves.Length; leaf++)
        {
            var tree = _set.Scratch.TreeAt(leaf);
            var nodes = _leaves[leaf].Nodes;
            tree.Reset(nodes.Length);
            for (var place = 0; place < nodes.Length; place++)
                tree.SetLeaf(place, KeyOf(nodes[place], null));
            tree.Build();
        }
    }

    private void LookAt(int node, SlotRequest? slot)
    {
        if (_query.Class.Has(node))
            _set.Scratch.TreeAt(_groups.Of(node)).Update(_set.Scratch.PlaceOf[node], KeyOf(node, slot));
    }

    private ulong KeyOf(int node, SlotRequest? slot)
    {
        var candidate = _query.CandidateAt(node, slot);
        return _query.Admits(candidate) ? NodeKey.Of(candidate) : LoadTree.None;
    }

    /// <summary>Makes the nodes of the replaced tasks look as <paramref name="seenBy"/> sees them.</summary>
    private void Suppose(SlotRequest slot, SlotRequest? seenBy, int sign)
    {
        foreach (var task in slot.Replaces)
        {
            var node = _set.IndexOf(task.Node);
            if (node < 0)
                continue;
            LookAt(node, seenBy);
            if (_query.Counts(task))
                CountBranches(node, sign);
        }
    }

    private void CountBranches(int node, int tasks)
    {
        foreach (var branch in _query.SpreadMap.PathOf(_query.SpreadMap.LeafOf(node)))
            _branchTasks[branch] += tasks;
    }

    private int Best(ulong start)
    {
        var best = -1;
        for (var leaf = 0; leaf < _leaves.Length; leaf++)
        {
            if (_set.Scratch.TreeAt(leaf).Least != LoadTree.None && (best < 0 || Precedes(leaf, best, start)))
                best = leaf;
        }

        return best < 0 ? -1 : _leaves[best].Nodes[PlaceIn(best, start)];
    }

    private bool Precedes(int leaf, int other, ulong start)
    {
        var (key, otherKey) = (_set.Scratch.TreeAt(leaf).Least, _set.Scratch.TreeAt(other).Least);
        if ((key & NodeKey.Troubled) != (otherKey & NodeKey.Troubled))
            return key < otherKey;

        var (path, otherPath) = (_groups.PathOf(leaf), _groups.PathOf(other));
        for (var level = 0; level < path.Length; level++)
        {
            var (tasks, otherTasks) = (_branchTasks[path[level]], _branchTasks[otherPath[level]]);
            if (tasks != otherTasks)
                return tasks < otherTasks;
        }

        if (_groups.ScoreOf(leaf) != _groups.ScoreOf(other))
            return _groups.ScoreOf(leaf) > _groups.ScoreOf(other);
        if (key != otherKey)
            return key < otherKey;
        var place = _leaves[leaf].Places[PlaceIn(leaf, start)];
        var otherPlace = _leaves[other].Places[PlaceIn(other, start)];
        return TieBreak.Distance(start, place) < TieBreak.Distance(start, otherPlace);
    }

    private int PlaceIn(int leaf, ulong start) =>
        _set.Scratch.TreeAt(leaf).FirstLeast(_leaves[leaf].FirstFrom(start));
}
