using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>Keeps the records of nodes true to what their workers say of them.</summary>
internal sealed class NodeRegistration(StateStore store, TimeProvider time)
{
    /// <summary>Usage is stored when it moved by this share of the machine: heartbeats themselves stay out of the store.</summary>
    private const double NotableShare = 0.1;

    public async Task<Node> WelcomeAsync(WorkerHello hello, CancellationToken ct) =>
        await store.UpdateAsync(
            tx =>
            {
                var now = time.GetUtcNow();
                var known = tx.State.Find(hello.NodeId);
                var node = known ?? new Node(
                    hello.NodeId, FreeName(tx.State, hello.Hostname), NodeState.Unknown, NodeAvailability.Active,
                    hello.Address, hello.Facts, FreeIndex(tx.State), now);
                var next = Seen(node, hello.Facts, hello.ForeignRanges) with { State = NodeState.Ready, Address = hello.Address, Problem = null, IsManager = true };
                if (known?.State != NodeState.Ready)
                {
                    next = next with { StateSince = now };
                    tx.AddEvent(new ClusterEvent(now, EventType.NodeReady, $"Node {next.Name} is ready.") { NodeId = next.Id });
                }

                tx.Put(next);
                return next;
            },
            ct);

    public async Task HeardAsync(Heartbeat heartbeat, CancellationToken ct) =>
        await store.UpdateAsync(
            tx =>
            {
                if (tx.State.Find(heartbeat.NodeId) is not { } node)
                    return false;
                var state = heartbeat.EngineProblem is null ? NodeState.Ready : NodeState.EngineDown;
                var usage = IsNotable(node, heartbeat.Usage) ? heartbeat.Usage : node.Usage;
                var next = Seen(node, heartbeat.Facts, heartbeat.ForeignRanges) with
                {
                    State = state,
                    Problem = heartbeat.EngineProblem,
                    Usage = usage,
                    RefusedRanges = Kept(node.RefusedRanges, heartbeat.RefusedRanges),
                    ForeignVolumes = Kept(node.ForeignVolumes, heartbeat.ForeignVolumes),
                    MadeNetworks = KeptSpecs(node.MadeNetworks, heartbeat.MadeNetworks),
                    MadeVolumes = KeptSpecs(node.MadeVolumes, heartbeat.MadeVolumes),
                };
                if (state != node.State)
                {
                    var now = time.GetUtcNow();
                    next = next with { StateSince = now };
                    var text = heartbeat.EngineProblem is { } problem ? $"The engine of node {node.Name} does not answer: {problem}" : $"Node {node.Name} is ready.";
                    tx.AddEvent(new ClusterEvent(now, state == NodeState.Ready ? EventType.NodeReady : EventType.NodeEngineDown, text) { NodeId = node.Id });
                }

                if (heartbeat.HeldPorts is { } held && !held.SequenceEqual(node.HeldPorts))
                {
                    next = next with { HeldPorts = held };
                    AddEvents(tx, node, held);
                }

                if (next != node)
                    tx.Put(next);
                return true;
            },
            ct);

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
    // a record that holds another list is another record, and would be stored at every heartbeat.
    private static Node Seen(Node node, NodeFacts facts, IReadOnlyList<string>? foreignRanges) => node with
    {
        Facts = facts == NodeFacts.Unknown || facts with { EngineLabels = node.Facts.EngineLabels } == node.Facts ? node.Facts : facts,
        ForeignRanges = Kept(node.ForeignRanges, foreignRanges),
    };

    private static IReadOnlyList<T> Kept<T>(IReadOnlyList<T> known, IReadOnlyList<T>? said) =>
        said is null || said.SequenceEqual(known) ? known : said;

    private static IReadOnlyList<T>? KeptSpecs<T>(IReadOnlyList<T>? known, IReadOnlyList<T>? said) =>
        said is null || (known is not null && CompactJson.AreEqual(known, said)) ? known : said;

    private static bool IsNotable(Node node, NodeUsage usage) =>
        Math.Abs(usage.CpuShare - node.Usage.CpuShare) >= NotableShare ||
        Math.Abs(usage.MemoryUsedBytes - node.Usage.MemoryUsedBytes) >= NotableShare * Math.Max(1, node.Facts.MemoryBytes);

    private static string FreeName(Snapshot state, string hostname)
    {
        var name = hostname;
        for (var number = 2; state.FindNode(name) is not null; number++)
            name = $"{hostname}-{number}";
        return name;
    }

    private static int FreeIndex(Snapshot state)
    {
        var taken = state.Nodes.Select(n => n.Index).ToHashSet();
        return Enumerable.Range(0, int.MaxValue).First(i => !taken.Contains(i));
    }
}
