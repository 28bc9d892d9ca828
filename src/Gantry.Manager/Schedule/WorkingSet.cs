using Gantry.Manager.Schedule.Scoring;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule;

/// <summary>All nodes of a cycle, with what was placed in it. Nodes are known by their position on the tie ring.</summary>
internal sealed class WorkingSet
{
    private readonly Dictionary<NodeId, int> _indexes = [];
    private readonly Dictionary<string, ServiceTally> _tallies = new(StringComparer.Ordinal);
    private readonly int[] _entryOf;

    public WorkingSet(IReadOnlyList<NodeView> views)
    {
        var ring = views
            .Select(view => (View: view, Place: TieBreak.PlaceOf(view.Node.Name)))
            .OrderBy(node => node.Place)
            .ThenBy(node => node.View.Node.Name, StringComparer.Ordinal)
            .ToList();
        Nodes = [.. ring.Select(node => new NodeLoad(node.View, node.Place))];
        ByName = [.. Enumerable.Range(0, Nodes.Length).OrderBy(i => Nodes[i].Node.Name, StringComparer.Ordinal)];
        for (var rank = 0; rank < ByName.Length; rank++)
            Nodes[ByName[rank]].NameRank = rank;
        Scratch = new SearchScratch(Nodes.Length);
        Classes = new NodeClasses(this);
        SpreadMaps = new SpreadMaps(this);
        _entryOf = new int[Nodes.Length];
        Array.Fill(_entryOf, -1);
        for (var i = 0; i < ring.Count; i++)
            Seed(ring[i].View, i);
    }

    public NodeLoad[] Nodes { get; }

    /// <summary>Ring positions sorted by node name.</summary>
    public int[] ByName { get; }

    public SearchScratch Scratch { get; }

    public NodeClasses Classes { get; }

    public SpreadMaps SpreadMaps { get; }

    public VolumeHomes Volumes { get; } = new();

    /// <summary>Every node whose load changed, in the order of the changes: who keeps an order by load catches up from here.</summary>
    public List<int> Changes { get; } = [];

    /// <returns>-1 for a node that is not in the set.</returns>
    public int IndexOf(NodeId node) => _indexes.TryGetValue(node, out var index) ? index : -1;

    public ServiceTally TallyOf(string service)
    {
        if (!_tallies.TryGetValue(service, out var tally))
            _tallies[service] = tally = new ServiceTally();
        return tally;
    }

    /// <summary>Makes <see cref="TallyAt"/> answer for this service. Pair with <see cref="Close"/>.</summary>
    public void Open(ServiceTally tally)
    {
        for (var i = 0; i < tally.Count; i++)
            _entryOf[tally[i].Node] = i;
    }

    public void Close(ServiceTally tally)
    {
        for (var i = 0; i < tally.Count; i++)
            _entryOf[tally[i].Node] = -1;
    }

    public (int Tasks, int Failures) TallyAt(ServiceTally open, int node)
    {
        var entry = _entryOf[node];
        return entry < 0 ? (0, 0) : (open[entry].Tasks, open[entry].Failures);
    }

    /// <summary>The spread key of the node for a service that has nothing there.</summary>
    public ulong LoadKeyOf(int node) => SpreadKey.Of(0, 0, Nodes[node].Share(default), Nodes[node].Tasks);

    public void Assign(PlacementQuery query, SlotRequest slot, int node)
    {
        Nodes[node].Assign(query, slot);
        for (var i = 0; i < query.Volumes.Count; i++)
            Volumes.Add(query.Volumes[i], node);
        if (_entryOf[node] < 0)
            _entryOf[node] = query.Tally.Add(node, 0, 0);
        query.Tally.AddTasks(_entryOf[node], 1);
        Changes.Add(node);
    }

    public void Release(HeldTask task)
    {
        var node = IndexOf(task.Node);
        if (node < 0)
            return;

        Nodes[node].Release(task);
        if (task.IsLive && TallyOf(task.Service) is var tally && tally.Find(node) is >= 0 and var entry)
            tally.AddTasks(entry, -1);
        Changes.Add(node);
    }

    private void Seed(NodeView view, int index)
    {
        _indexes.Add(view.Node.Id, index);
        foreach (var service in view.Services)
            TallyOf(service.Service).Add(index, service.Tasks, service.RecentFailures);
        foreach (var volume in view.Volumes)
            Volumes.Add(volume, index);
    }
}
