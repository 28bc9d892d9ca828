using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Gantry.Model.Api;
using Gantry.Model.Nodes;

namespace Gantry.Benchmarks.Servers;

/// <summary>
/// What a thousand nodes cost the published server: joined with a token, each with a TLS session, a heartbeat a second and its
/// usage every ten. Their engines are simulated, and take the other half of the machine.
/// </summary>
internal static class SessionScale
{
    private const int Nodes = 1_000;
    private const int AtOnce = 16;
    private const int Stacks = 20;
    private const int ServicesPerStack = 10;
    private const int Replicas = 100;
    private const int MoreServices = 50;
    private const int Tasks = Stacks * ServicesPerStack * Replicas;
    private const int MoreTasks = MoreServices * Replicas;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    public static Benchmark Benchmark { get; } = new("sessions", "1,000 nodes with real sessions and 20,000 tasks: what the server costs, and how soon 5,000 more tasks are with their workers", RunAsync);

    private static async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken ct)
    {
        await using var server = await BenchServer.StartAsync(run, ct);
        await PrepareAsync(server, ct);
        using var process = Process.GetProcessById(server.ProcessId);
        var before = Resident(process);
        var count = new Countdown();
        await using var workers = await SimulatedWorkers.JoinAsync(server, Nodes, AtOnce, count.Add, run.Time, ct);
        await Task.Delay(Settle, run.Time, ct);
        var joined = Resident(process);
        Console.WriteLine($"   {Nodes} sessions: {(joined - before) * 1_024 / Nodes:0} KB each, {await BusyAsync(process, run.Time, ct):0.0} % of a core");

        var begin = run.Time.GetTimestamp();
        var all = count.WhenAsync(Tasks);
        for (var i = 0; i < Stacks; i++)
            await server.DeployAsync($"bench-{i}", Compose(ServicesPerStack), ct);
        await all.WaitAsync(TimeSpan.FromMinutes(5), run.Time, ct);
        Console.WriteLine($"   {Tasks} tasks with their workers after {run.Time.GetElapsedTime(begin).TotalSeconds:0.0} s");
        await RunningAsync(server, Tasks, ct);
        Console.WriteLine($"   and seen to run after {run.Time.GetElapsedTime(begin).TotalSeconds:0.0} s");
        await Task.Delay(Settle, run.Time, ct);

        var busy = await BusyAsync(process, run.Time, ct);
        var resident = Resident(process);
        begin = run.Time.GetTimestamp();
        all = count.WhenAsync(MoreTasks);
        await server.DeployAsync("bench-more", Compose(MoreServices), ct);
        await all.WaitAsync(TimeSpan.FromMinutes(5), run.Time, ct);
        var assigned = run.Time.GetElapsedTime(begin);
        await RunningAsync(server, Tasks + MoreTasks, ct);
        Console.WriteLine($"   and seen to run after {run.Time.GetElapsedTime(begin).TotalSeconds:0.0} s, {Resident(process):0} MB");
        return
        [
            new Figure("idle, of one core", busy, Bound.AtMost, 30, "%"),
            new Figure("VmRSS of the server", resident, Bound.AtMost, 400, "MB"),
            new Figure("5,000 more tasks with their workers", assigned.TotalSeconds, Bound.AtMost, 3, "s"),
        ];
    }

    // The server's own node has a real engine, and the default pool has room for 512 nodes.
    private static async Task PrepareAsync(BenchServer server, CancellationToken ct)
    {
        using var pool = await server.Http.PostAsJsonAsync("/v1/cluster/update", new ClusterUpdateRequest { AddressPool = "10.0.0.0/8" }, ApiJson.Default.ClusterUpdateRequest, ct);
        pool.EnsureSuccessStatusCode();
        using var drain = await server.Http.PostAsJsonAsync("/v1/nodes/bench/update", new NodeUpdateRequest { Availability = NodeAvailability.Drain }, ApiJson.Default.NodeUpdateRequest, ct);
        drain.EnsureSuccessStatusCode();
    }

    private static string Compose(int services)
    {
        var text = new StringBuilder("services:\n");
        for (var i = 0; i < services; i++)
            text.Append(CultureInfo.InvariantCulture, $"  service-{i}: {{image: \"{Sleeper.Image}\", environment: {{LOG_LEVEL: info}}, deploy: {{replicas: {Replicas}}}}}\n");
        return text.ToString();
    }

    private static async Task RunningAsync(BenchServer server, int tasks, CancellationToken ct) =>
        await server.UntilAsync(async token => (await server.GetAsync("/v1/services", ApiJson.Default.ListedServiceItem, token)).Items.Sum(s => s.InService) == tasks, ct);

    /// <returns>Percent of one core.</returns>
    private static async Task<double> BusyAsync(Process process, TimeProvider time, CancellationToken ct)
    {
        process.Refresh();
        var (used, begin) = (process.TotalProcessorTime, time.GetTimestamp());
        await Task.Delay(Idle, time, ct);
        process.Refresh();
        return (process.TotalProcessorTime - used) / time.GetElapsedTime(begin) * 100;
    }

    private static double Resident(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1_048_576.0;
    }
}
