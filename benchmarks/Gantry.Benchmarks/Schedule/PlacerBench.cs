using Gantry.Manager.Schedule;
using Gantry.Model.Ids;
using Gantry.Model.Services;

namespace Gantry.Benchmarks.Schedule;

/// <summary>How fast the scheduler decides, alone: no store, no task records. Every figure counts decisions that found a node.</summary>
internal static class PlacerBench
{
    public static Benchmark Benchmark { get; } = new("decide", "nodes found for tasks, per second, without writing anything down", RunAsync);

    private const int Rounds = 9;

    /// <summary>1,000 nodes, 1,000 services of 100 replicas with reservations and one constraint, spread.</summary>
    /// <returns>Placements per second: median of 9 rounds, the first of which also compile, each on fresh nodes.</returns>
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
            NodeView[] views = [.. Enumerable.Range(0, nodes).Select(i => new NodeView(BenchCluster.Node(ids, i)))];
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

    private static PlacementRequest NextRequest(IdSource ids, int index, int replicas, SchedulingStrategy strategy) => new(
        $"stack-{index % 100}_service-{index}",
        BenchCluster.OnSsd,
        strategy,
        BenchCluster.ReservationOf(index),
        [.. Enumerable.Range(1, replicas).Select(slot => new SlotRequest(ids.NextTask(), slot))]);
}
