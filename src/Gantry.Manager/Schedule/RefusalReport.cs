using Gantry.Manager.Schedule.Filters;

namespace Gantry.Manager.Schedule;

/// <summary>Why no node takes a slot: counted over all nodes, told in words for those nearest to fitting.</summary>
internal sealed class RefusalReport(WorkingSet set, PlacementQuery query, SlotRequest slot)
{
    // By what it takes to change: editing a number, freeing a port, labelling or opening a node, moving data,
    // another image, repairing a machine. Only the order matters, and that two small changes beat one large.
    private static readonly int[] Costs = CostsByFilter();

    private static readonly NodeFilter[] Filters = Enum.GetValues<NodeFilter>();

    public PlacementDecision.Unplaced ToDecision()
    {
        var nodes = NodesAsked();
        var counts = new int[Filters.Length];
        var nearest = new PriorityQueue<int, (double Cost, int Rank)>(
            Comparer<(double, int)>.Create((left, right) => right.CompareTo(left)));
        foreach (var node in nodes)
        {
            var candidate = query.CandidateAt(node, slot);
            var refusing = query.RefusingFilters(candidate);
            Count(refusing, counts);
            nearest.Enqueue(node, (CostOf(refusing, candidate), set.RankOf(node)));
            if (nearest.Count > Math.Max(1, query.Request.ExplainedNodes))
                nearest.Dequeue();
        }

        var explained = new List<int>();
        while (nearest.TryDequeue(out var node, out _))
            explained.Add(node);
        explained.Reverse();
        List<NodeRefusal> refusals = [.. explained.SelectMany(RefusalsOf)];
        var change = explained.Count == 0 ? null : ChangeFor(explained[0], refusals);
        return new PlacementDecision.Unplaced(slot, Summarize(nodes.Length, counts, change), refusals, change);
    }

    /// <summary>Every filter that refuses the node, in the order of the filters.</summary>
    public IEnumerable<NodeRefusal> RefusalsOf(int node)
    {
        var candidate = query.CandidateAt(node, slot);
        foreach (var (filter, reason, change) in query.Class.Wants.Refusals(candidate.Load.Node).Concat(DynamicRefusals(candidate)))
            yield return new NodeRefusal(candidate.Load.Node.Id, candidate.Load.Node.Name, filter, reason, change);
    }

    private int[] NodesAsked()
    {
        if (slot.Only is not { } only)
            return set.ByName;
        return set.IndexOf(only) is >= 0 and var node ? [node] : [];
    }

    private IEnumerable<(NodeFilter Filter, string Reason, string Change)> DynamicRefusals(Candidate candidate)
    {
        var refusing = query.RefusingFilters(candidate);
        if (Refuses(refusing, NodeFilter.Cpu))
            yield return Named(NodeFilter.Cpu, ResourceFilter.CpuRefusal(candidate));
        if (Refuses(refusing, NodeFilter.Memory))
            yield return Named(NodeFilter.Memory, ResourceFilter.MemoryRefusal(candidate));
        if (Refuses(refusing, NodeFilter.Disk))
            yield return Named(NodeFilter.Disk, ResourceFilter.DiskRefusal(candidate));
        if (Refuses(refusing, NodeFilter.Replicas))
            yield return (NodeFilter.Replicas, ReplicaFilter.Reason(candidate), ReplicaFilter.Change(candidate));
        foreach (var refusal in PortFilter.Refusals(candidate))
            yield return Named(NodeFilter.Port, refusal);
        foreach (var refusal in VolumeFilter.Refusals(candidate, set))
            yield return Named(NodeFilter.Volume, refusal);
        foreach (var refusal in CountedFilter.Refusals(candidate).Concat(NeighbourFilter.Refusals(candidate)))
            yield return refusal;
    }

    private static (NodeFilter Filter, string Reason, string Change) Named(NodeFilter filter, (string Reason, string Change) refusal) =>
        (filter, refusal.Reason, refusal.Change);

    private static bool Refuses(int refusing, NodeFilter filter) => (refusing & (1 << (int)filter)) != 0;

    private static void Count(int refusing, int[] counts)
    {
        for (var filter = 0; filter < counts.Length; filter++)
            counts[filter] += (refusing >> filter) & 1;
    }

    private static double CostOf(int refusing, in Candidate candidate)
    {
        var cost = 0.0;
        for (var filter = 0; filter < Costs.Length; filter++)
            cost += ((refusing >> filter) & 1) * Costs[filter];

        // Cutting a reservation a little is less than cutting it to nothing.
        return cost + (100 * ResourceFilter.CutNeeded(candidate));
    }

    private SmallestChange ChangeFor(int node, IReadOnlyList<NodeRefusal> refusals)
    {
        var of = set.Nodes[node].Node;
        var changes = refusals.Where(refusal => refusal.NodeId == of.Id).Select(refusal => refusal.Change);
        return new SmallestChange(of.Id, of.Name, $"{of.Name}: {string.Join(" and ", changes)}");
    }

    private string Summarize(int nodes, int[] counts, SmallestChange? change)
    {
        if (change is null)
            return slot.Only is { } only ? $"node {only} is not in the cluster" : "there is no node in the cluster";

        var refusing = Filters.Where(filter => counts[(int)filter] > 0).Select(filter => $"{WordFor(filter)} {counts[(int)filter]}");
        return $"none of {nodes} {(nodes == 1 ? "node" : "nodes")} fits ({string.Join(", ", refusing)}); nearest is {change.Text}";
    }

    private static string WordFor(NodeFilter filter) => filter switch
    {
        NodeFilter.State => "not answering",
        NodeFilter.Availability => "paused or drained",
        NodeFilter.Platform => "platform",
        NodeFilter.Constraint => "constraint",
        NodeFilter.Cpu => "cpu",
        NodeFilter.Memory => "memory",
        NodeFilter.Disk => "disk",
        NodeFilter.Gpu => "gpu",
        NodeFilter.Generic => "generic resource",
        NodeFilter.Affinity => "affinity",
        NodeFilter.AntiAffinity => "anti-affinity",
        NodeFilter.Replicas => "max_replicas_per_node",
        NodeFilter.Port => "port",
        NodeFilter.Volume => "volume",
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "No such filter."),
    };

    private static int[] CostsByFilter()
    {
        var costs = new int[Enum.GetValues<NodeFilter>().Length];
        costs[(int)NodeFilter.Cpu] = 100;
        costs[(int)NodeFilter.Memory] = 100;
        costs[(int)NodeFilter.Disk] = 100;
        costs[(int)NodeFilter.Replicas] = 250;
        costs[(int)NodeFilter.Port] = 300;
        costs[(int)NodeFilter.Affinity] = 350;
        costs[(int)NodeFilter.AntiAffinity] = 350;
        costs[(int)NodeFilter.Gpu] = 600;
        costs[(int)NodeFilter.Generic] = 600;
        costs[(int)NodeFilter.Constraint] = 400;
        costs[(int)NodeFilter.Availability] = 500;
        costs[(int)NodeFilter.Volume] = 800;
        costs[(int)NodeFilter.Platform] = 900;
        costs[(int)NodeFilter.State] = 2_000;
        return costs;
    }
}
