using Gantry.Manager.Schedule.Scoring;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule;

/// <summary>All nodes of a cycle, with what was placed in it. Nodes are known by their position on the tie ring.</summary>
internal sealed class WorkingSet
{
    private readonly Dictionary<NodeId, int> _indexes;
    private readonly Dictionary<string, ServiceTally> _tallies = new(StringComparer.Ordinal);
    private readonly Lazy<NameOrder> _byName;
    private readonly int[] _entryOf;

    public WorkingSet(IReadOnlyList<NodeView> views)
    {
        Nodes = [.. views.Select(view => new NodeLoad(view, TieBreak.PlaceOf(view.Node.Name)))];
        Array.Sort(Nodes, static (a, b) => a.RingPlace.CompareTo(b.RingPlace) is not 0 and var order ? order : string.CompareOrdinal(a.Node.Name, b.Node.Name));
        _byName = new Lazy<NameOrder>(() => NameOrder.Of(Nodes));
        Scratch = new SearchScratch(Nodes.Length);
        Classes = new NodeClasses(this);
        SpreadMaps = new SpreadMaps(this);
        _entryOf = new int[Nodes.Length];
        Array.Fill(_entryOf, -1);
        _indexes = new Dictionary<NodeId, int>(Nodes.Length);
        for (var i = 0; i < Nodes.Length; i++)
            _indexes.Add(Nodes[i].Node.Id, i);
        foreach (var view in views)
        {
            foreach (var volume in view.Volumes)
                Volumes.Add(volume, IndexOf(view.Node.Id));
        }
    }

    public NodeLoad[] Nodes { get; }

    /// <summary>Ring positions sorted by node name.</summary>
    public int[] ByName => _byName.Value.Nodes;

    public SearchScratch Scratch { get; }

    public NodeClasses Classes { get; }

    public SpreadMaps SpreadMaps { get; }

    public VolumeHomes Volumes { get; } = new();

    /// <summary>Every node whose load changed, in the order of the changes: who keeps an order by load catches up from here.</summary>
    public List<int> Changes { get; } = [];

    /// <returns>-1 for a node that is not in the set.</returns>
    public int IndexOf(NodeId node) => _indexes.TryGetValue(node, out var index) ? index : -1;

    /// <summary>Where the node at this ring position is in <see cref="ByName"/>.</summary>
    public int RankOf(int node) => _byName.Value.RankOf[node];

    /// <param name="before">Where the service's tasks were before this cycle: of no account once something of it was placed.</param>
    public ServiceTally TallyOf(string service, IReadOnlyList<ServiceOnNode> before, int capacity)
    {
        if (_tallies.TryGetValue(service, out var tally))
            return tally;

        _tallies[service] = tally = new ServiceTally(capacity);
        foreach (var present in before)
        {
            if (IndexOf(present.Node) is >= 0 and var node)
                tally.Add(node, present.Tasks, present.RecentFailures);
        }

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
    public ulong LoadKeyOf(int node) => SpreadKey.Of(0, 0, Nodes[node].Share(default), Nodes[node].Tasks, lacksImage: false);

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
}
