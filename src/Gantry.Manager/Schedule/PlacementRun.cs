using Gantry.Manager.Schedule.Scoring;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>Places the slots of one request, each seeing what the ones before it took.</summary>
internal sealed class PlacementRun
{
    private readonly WorkingSet _set;
    private readonly PlacementQuery _query;
    private LoadSearch? _byLoad;
    private GroupSearch? _group;
    private string? _cursor;
    private ulong _turn;
    private PlacementDecision.Unplaced? _lastUnplaced;
    private int _unplacedAt = -1;

    public PlacementRun(WorkingSet set, PlacementQuery query)
    {
        _set = set;
        _query = query;
        _byLoad = LoadSearch.Suits(query) ? new LoadSearch(set, query) : null;
        _cursor = query.Request.RoundRobinCursor;
        _turn = query.Strategy == SchedulingStrategy.RoundRobin ? (ulong)NamesUpTo(set, _cursor) : 0;
    }

    /// <summary>Where ties begin to go round for the request's first slot to be placed.</summary>
    public static ulong StartOf(WorkingSet set, PlacementQuery query, SlotRequest slot) => query.Strategy == SchedulingStrategy.RoundRobin
        ? (ulong)NamesUpTo(set, query.Request.RoundRobinCursor)
        : TieBreak.StartOf(query.Service, slot.Slot);

    public PlacementResult Place()
    {
        var slots = _query.Request.Slots;
        var decisions = new PlacementDecision[slots.Count];
        if (MayGoInOrder(slots))
        {
            for (var i = 0; i < decisions.Length; i++)
                decisions[i] = Decide(slots[i]);
        }
        else
        {
            foreach (var i in Enumerable.Range(0, decisions.Length).OrderBy(i => IsFixed(slots[i]) ? 0 : 1).ThenBy(i => slots[i].Slot))
                decisions[i] = Decide(slots[i]);
        }

        _byLoad?.Restore();
        return new PlacementResult(decisions, _cursor);
    }

    // A slot that wants a certain node goes first: nobody else may take the room that its predecessor left.
    private static bool IsFixed(SlotRequest slot) => slot.Only is not null || slot.Preferred is not null;

    private static bool MayGoInOrder(IReadOnlyList<SlotRequest> slots)
    {
        for (var i = 0; i < slots.Count; i++)
        {
            if (IsFixed(slots[i]) || (i > 0 && slots[i].Slot < slots[i - 1].Slot))
                return false;
        }

        return true;
    }

    private PlacementDecision Decide(SlotRequest slot)
    {
        var isRoundRobin = _query.Strategy == SchedulingStrategy.RoundRobin;
        var start = isRoundRobin ? _turn : TieBreak.StartOf(_query.Service, slot.Slot);
        var node = FindFixed(slot);
        var isSearched = node < 0 && slot.Only is null;
        if (isSearched)
            node = Search(slot, start);
        if (node < 0)
            return Refuse(slot);

        var scores = _query.Request.RunnersUp is { } runnersUp
            ? new ScoreTable(_set, _query, slot, start).Take(node, runnersUp)
            : [];
        if (isRoundRobin && isSearched)
        {
            _cursor = _set.Nodes[node].Node.Name;
            _turn = (ulong)_set.RankOf(node) + 1;
        }

        Assign(slot, node);
        return new PlacementDecision.Placed(slot, _set.Nodes[node].Node.Id, scores);
    }

    private int FindFixed(SlotRequest slot)
    {
        if ((slot.Only ?? slot.Preferred) is not { } wanted || _set.IndexOf(wanted) is not (>= 0 and var node))
            return -1;

        var candidate = _query.CandidateAt(node, slot);
        var isTroubled = candidate.Failures >= NodeKey.TroublingFailures;
        return _query.Class.Has(node) && _query.Admits(candidate) && (slot.Only is not null || !isTroubled) ? node : -1;
    }

    private int Search(SlotRequest slot, ulong start)
    {
        if (_byLoad is not null)
        {
            var node = _byLoad.Find(slot, start);
            if (node >= 0)
                return node;
            _byLoad.Restore();
            _byLoad = null;
        }

        _group ??= new GroupSearch(_set, _query);
        return _group.Find(slot, start);
    }

    private void Assign(SlotRequest slot, int node)
    {
        var settlesVolume = false;
        for (var i = 0; i < _query.Volumes.Count; i++)
            settlesVolume |= _set.Volumes.Of(_query.Volumes[i]).Count == 0;
        _set.Assign(_query, slot, node);
        _group?.Placed(node, settlesVolume);
    }

    private PlacementDecision.Unplaced Refuse(SlotRequest slot)
    {
        // A hundred slots that find no node find it for one reason: told once, unless a slot sees other nodes than the rest.
        var isAsOthers = slot.Only is null && slot.Replaces.Count == 0;
        if (isAsOthers && _lastUnplaced is not null && _unplacedAt == _set.Changes.Count)
            return _lastUnplaced with { Slot = slot };

        var unplaced = new RefusalReport(_set, _query, slot).ToDecision();
        if (isAsOthers)
            (_lastUnplaced, _unplacedAt) = (unplaced, _set.Changes.Count);
        return unplaced;
    }

    private static int NamesUpTo(WorkingSet set, string? cursor) =>
        cursor is null ? 0 : set.ByName.Count(node => string.CompareOrdinal(set.Nodes[node].Node.Name, cursor) <= 0);
}
