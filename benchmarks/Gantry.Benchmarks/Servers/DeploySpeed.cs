using Gantry.Worker.Docker;

namespace Gantry.Benchmarks.Servers;

/// <summary>From the request to the engine's last start event, beside the same calls without an orchestrator, in turns.</summary>
internal static class DeploySpeed
{
    public static Benchmark Benchmark { get; } = new("deploy", "replicas started by a deploy, over the same calls sent straight to the engine", RunAsync);

    private static async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken ct)
    {
        using var engine = new DockerEngine(EngineAddress.Default, run.Time);
        await using var server = await BenchServer.StartAsync(run, ct);
        var floor = new EngineFloor(engine, run.Time);

        // The first of each warms up both: code that was never run, and files that were never read.
        await OnceAsync(server, engine, floor, replicas: 4, isFloorFirst: true, run.Time, ct);
        var twenty = await PairsAsync(rounds: 10, replicas: 20);
        var sixty = await PairsAsync(rounds: 10, replicas: 60);
        var one = await PairsAsync(rounds: 40, replicas: 1);
        return
        [
            new Figure("20 replicas", Ratio(twenty), Bound.AtMost, 1.10, "×"),
            new Figure("60 replicas", Ratio(sixty), Bound.AtMost, 1.05, "×"),
            new Figure("one container, more than create and start", Samples.Median(one.Select(p => (p.Ours - p.Floor).TotalMilliseconds)), Bound.AtMost, 30, "ms"),
        ];

        async Task<IReadOnlyList<(TimeSpan Ours, TimeSpan Floor)>> PairsAsync(int rounds, int replicas)
        {
            var pairs = new List<(TimeSpan, TimeSpan)>();
            for (var i = 0; i < rounds; i++)
                pairs.Add(await OnceAsync(server, engine, floor, replicas, isFloorFirst: i % 2 == 0, run.Time, ct));
            return pairs;
        }
    }

    // Pair by pair: a machine whose speed drifts drifts for both.
    private static double Ratio(IReadOnlyList<(TimeSpan Ours, TimeSpan Floor)> pairs) => Samples.Median(pairs.Select(p => p.Ours / p.Floor));

    // In turns: whoever comes second finds an engine that is still tidying up after the first.
    private static async Task<(TimeSpan Ours, TimeSpan Floor)> OnceAsync(
        BenchServer server, DockerEngine engine, EngineFloor floor, int replicas, bool isFloorFirst, TimeProvider time, CancellationToken ct)
    {
        var stack = $"bench-{Path.GetRandomFileName()[..6]}";
        if (isFloorFirst)
        {
            var straight = await floor.RunAsync($"{stack}-floor", replicas, ct);
            return (await DeployAsync(server, engine, stack, replicas, time, ct), straight);
        }

        var ours = await DeployAsync(server, engine, stack, replicas, time, ct);
        return (ours, await floor.RunAsync($"{stack}-floor", replicas, ct));
    }

    private static async Task<TimeSpan> DeployAsync(
        BenchServer server, DockerEngine engine, string stack, int replicas, TimeProvider time, CancellationToken ct)
    {
        await using var events = StartEvents.Of(engine, server.ClusterId, replicas, time);
        var begin = time.GetTimestamp();
        await server.DeployAsync(stack, Sleeper.Compose(replicas), ct);
        var last = await events.LastAsync(ct);
        await server.RemoveAsync(stack, ct);
        return time.GetElapsedTime(begin, last);
    }
}
