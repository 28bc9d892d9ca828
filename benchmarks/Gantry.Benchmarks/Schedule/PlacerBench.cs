using Gantry.Manager.Schedule;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Benchmarks.Schedule;

/// <summary>How fast the scheduler decides, alone: no store, no task records. Every figure counts decisions that found a node.</summary>
internal static class PlacerBench
{
    public static Benchmark Benchmark { get; } = new("decide", "nodes found for tasks, per second, without writing anything down", RunAsync);

    private const int Rounds = 5;
    private const long GiB = 1L << 30;

    /// <summary>1,000 nodes, 1,000 services of 100 replicas with reservations and one constraint, spread.</summary>
    /// <returns>Placements per second: median of 5 rounds, each on fresh nodes.</returns>
    private static double Grouped(TimeProvider time) =>
        MedianRate(time, nodes: 1_000, services: 1_000, replicas: 100, SchedulingStrategy.Spread);

    /// <summary>5,000 nodes, 100,000 services of one task, each with a reservation of its own and one constraint.</summary>
    private static double Distinct(TimeProvider time, SchedulingStrategy strategy = SchedulingStrategy.Spread, int services = 100_000) =>
        MedianRate(time, nodes: 5_000, services, replicas: 1, strategy);

    private static Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken ct) => Task.FromResult<IReadOnlyList<Figure>>(
    [
        new Figure("1,000 nodes, 1,000 services of 100 replicas", Grouped(run.Time), Bound.AtLeast, 1_000_000, "/s"),
        new Figure("5,000 nodes, 100,000 services of one task, all different", Distinct(run.Time), Bound.AtLeast, 100_000, "/s"),
    ]);

    private static double MedianRate(TimeProvider time, int nodes, int services, int replicas, SchedulingStrategy strategy)
    {
        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var ids = IdSource.Seeded(round);
            NodeView[] views = [.. Enumerable.Range(0, nodes).Select(i => NextNode(ids, i))];
            PlacementRequest[] requests = [.. Enumerable.Range(0, services).Select(i => NextRequest(ids, i, replicas, strategy))];
            var placer = new Placer(views);
            string? cursor = null;

            var start = time.GetTimestamp();
            foreach (var request in requests)
                cursor = PlaceAll(placer, request with { RoundRobinCursor = cursor });
            rates.Add(services * replicas / time.GetElapsedTime(start).TotalSeconds);
        }

        rates.Sort();
        return rates[Rounds / 2];
    }

    private static string? PlaceAll(Placer placer, PlacementRequest request)
    {
        var result = placer.Place(request);
        foreach (var decision in result.Decisions)
        {
            if (decision is PlacementDecision.Unplaced unplaced)
                throw new InvalidOperationException($"The cluster must be large enough: {unplaced.Summary}.");
        }

        return result.RoundRobinCursor;
    }

    // Two thirds of the nodes meet the constraint; three sizes, so that shares differ.
    private static NodeView NextNode(IdSource ids, int index) => new(new Node(
        ids.NextNode(),
        $"node-{index:0000}",
        NodeState.Ready,
        NodeAvailability.Active,
        "10.0.0.1:4000",
        new NodeFacts("linux", "amd64", "20.10.24", "1.41", 64 << (index % 3), (256L << (index % 3)) * GiB, 0),
        index,
        DateTimeOffset.UnixEpoch)
    {
        Labels = new Dictionary<string, string> { ["disk"] = index % 3 == 1 ? "hdd" : "ssd" },
        Usage = new NodeUsage(index % 7 / 10.0, index % 5 * GiB),
    });

    private static PlacementRequest NextRequest(IdSource ids, int index, int replicas, SchedulingStrategy strategy) => new(
        $"stack-{index % 100}_service-{index}",
        new Placement(["node.labels.disk == ssd"], []),
        strategy,
        new Reservation((50 + (index % 97)) * 1_000_000L, (32 + (index % 61)) << 20),
        [.. Enumerable.Range(1, replicas).Select(slot => new SlotRequest(ids.NextTask(), slot))]);
}
