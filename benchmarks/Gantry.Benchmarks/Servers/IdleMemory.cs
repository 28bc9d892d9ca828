using System.Globalization;
using Gantry.Model.Api;

namespace Gantry.Benchmarks.Servers;

/// <summary>What a server keeps in memory when nothing happens: VmRSS a minute after 20 tasks were deployed.</summary>
internal static class IdleMemory
{
    private const int Tasks = 20;

    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(1);

    public static Benchmark Benchmark { get; } = new("idle-memory", "resident memory of an idle server with 20 tasks", RunAsync);

    private static async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken ct)
    {
        await using var server = await BenchServer.StartAsync(run, ct);
        await server.DeployAsync("bench-idle", Sleeper.Compose(Tasks), ct);
        await server.UntilAsync(async token => (await server.GetAsync("/v1/services", ApiJson.Default.ListedServiceItem, token)).Items is [{ InService: Tasks }], ct);

        await Task.Delay(Settle, run.Time, ct);
        var resident = ResidentMegabytes(server.ProcessId);
        await server.RemoveAsync("bench-idle", ct);
        return [new Figure("VmRSS of the server", resident, Bound.AtMost, 90, "MB")];
    }

    private static double ResidentMegabytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
