using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>Keeps the records of nodes true to what their workers say of them.</summary>
internal sealed class NodeRegistration(StateStore store, TimeProvider time)
{
    /// <summary>Usage is stored when it moved by this share of the machine: what it is at any moment stays out of the store.</summary>
    private const double NotableShare = 0.1;

    public async Task<Node> WelcomeAsync(WorkerHello hello, CancellationToken ct) =>
        await store.UpdateAsync(
            tx =>
            {
                var now = time.GetUtcNow();
                var known = tx.State.Find(hello.NodeId);
                var node = known ?? new Node(
                    hello.NodeId, tx.State.FreeNodeName(hello.Hostname), NodeState.Unknown, NodeAvailability.Active,
                    hello.Address, hello.Facts, tx.State.FreeNodeIndex(), now);

                // A machine that joined has shown a key; one without is the server's own.
                var next = Seen(node, hello.Facts, hello.ForeignRanges) with { Address = hello.Address, IsManager = node.KeyHash is null };
                if (node.State is NodeState.Unknown or NodeState.Incompatible)
                {
                    next = next with { State = NodeState.Ready, StateSince = now, Problem = null };
                    tx.AddEvent(new ClusterEvent(now, EventType.NodeReady, $"Node {next.Name} is ready.") { NodeId = next.Id });
                }

                tx.Put(next);
                return next;
            },
            ct);

    /// <summary>The node shows why nothing can be had from it.</summary>
    public async Task RefuseVersionAsync(WorkerHello hello, CancellationToken ct) =>
        await store.UpdateAsync(
            tx =>
            {
                if (tx.State.Find(hello.NodeId) is not { } node)
                    return;
                var problem = $"its worker speaks versions {hello.MinVersion} to {hello.MaxVersion} of the link, which this manager does not: install the manager's release there and restart 'gantry worker'";
                if (node.State != NodeState.Incompatible)
                    tx.AddEvent(new ClusterEvent(time.GetUtcNow(), EventType.NodeRefused, $"Node {node.Name} cannot be worked with: {problem}.") { NodeId = node.Id });
                tx.Put(node with { State = NodeState.Incompatible, StateSince = node.State == NodeState.Incompatible ? node.StateSince : time.GetUtcNow(), Problem = problem });
            },
            ct);

    public async Task ToldAsync(NodeReport report, CancellationToken ct) =>
        await store.UpdateAsync(
            tx =>
            {
                if (tx.State.Find(report.NodeId) is not { } node)
                    return false;
                var next = Seen(node, report.Facts, report.ForeignRanges) with
                {
                    EngineProblem = report.EngineProblem,
                    Usage = IsNotable(node, report.Usage) ? report.Usage : node.Usage,
                    RefusedRanges = Kept(node.RefusedRanges, report.RefusedRanges),
                    ForeignVolumes = Kept(node.ForeignVolumes, report.ForeignVolumes),
                    MadeNetworks = KeptSpecs(node.MadeNetworks, report.MadeNetworks),
                    MadeVolumes = KeptSpecs(node.MadeVolumes, report.MadeVolumes),
                };
                next = WithState(tx, next);
                if (report.HeldPorts is { } held && !held.SequenceEqual(node.HeldPorts))
                {
                    next = next with { HeldPorts = held };
                    AddEvents(tx, node, held);
                }

                if (next != node)
                    tx.Put(next);
                return true;
            },
            ct);

    // One that was silent is for the watch to see come back: it knows since when, and how often.
    private Node WithState(Transaction tx, Node node)
    {
        var state = node.EngineProblem is null ? NodeState.Ready : NodeState.EngineDown;
        if (state == node.State || node.State is NodeState.Suspected or NodeState.Down)
            return node;

        var now = time.GetUtcNow();
        var text = node.EngineProblem is { } problem ? $"The engine of node {node.Name} does not answer: {problem}" : $"Node {node.Name} is ready.";
        tx.AddEvent(new ClusterEvent(now, state == NodeState.Ready ? EventType.NodeReady : EventType.NodeEngineDown, text) { NodeId = node.Id });
        return node with { State = state, StateSince = now, Problem = node.EngineProblem };
    }

    private void AddEvents(Transaction tx, Node node, IReadOnlyList<HeldPort> held)
    {
        foreach (var port in held.Except(node.HeldPorts))
            Add(port, EventType.ServicePortHeld, $"is held by {port.Holder}, and not published until that lets go of it.");
        foreach (var port in node.HeldPorts.Where(p => !held.Any(h => h with { Holder = p.Holder } == p)))
            Add(port, EventType.ServicePortReleased, $"is not held by {port.Holder} any more.");

        void Add(HeldPort port, string type, string what) =>
            tx.AddEvent(new ClusterEvent(time.GetUtcNow(), type, $"Port {port.Port}/{port.Protocol} of {port.Stack}_{port.Service} {what}")
            {
                Stack = port.Stack,
                Service = port.Service,
                NodeId = node.Id,
            });
    }

    // A worker whose engine is away knows neither: what was known before still holds. Equal ones keep their identity, since
    // a record that holds another list is another record, and would be stored each time that it is told.
    private static Node Seen(Node node, NodeFacts facts, IReadOnlyList<string>? foreignRanges) => node with
    {
        Facts = facts == NodeFacts.Unknown || CompactJson.Write(facts) == CompactJson.Write(node.Facts) ? node.Facts : facts,
        ForeignRanges = Kept(node.ForeignRanges, foreignRanges),
    };

    private static IReadOnlyList<T> Kept<T>(IReadOnlyList<T> known, IReadOnlyList<T>? said) =>
        said?.Unless(known) ?? known;

    private static IReadOnlyList<T>? KeptSpecs<T>(IReadOnlyList<T>? known, IReadOnlyList<T>? said) =>
        said is null || (known is not null && CompactJson.AreEqual(known, said)) ? known : said;

    private static bool IsNotable(Node node, NodeUsage usage) =>
        Math.Abs(usage.CpuShare - node.Usage.CpuShare) >= NotableShare ||
        Math.Abs(usage.MemoryUsedBytes - node.Usage.MemoryUsedBytes) >= NotableShare * Math.Max(1, node.Facts.MemoryBytes);
}
