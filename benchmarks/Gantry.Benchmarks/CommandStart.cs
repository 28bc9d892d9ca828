using System.Diagnostics;

namespace Gantry.Benchmarks;

/// <summary>What a person waits for before a command does anything: `gantry version`, a process each time.</summary>
internal static class CommandStart
{
    public static Benchmark Benchmark { get; } =
        new("command-start", "gantry version, from start to exit, median of 20 processes", RunAsync);

    private static async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken ct)
    {
        // The first start reads the file from disk; a command line is used more than once.
        await StartAsync(run.Binary, ct);
        var samples = await Samples.TimeAsync(20, run.Time, () => StartAsync(run.Binary, ct));
        var median = Samples.Median(samples.Select(s => s.TotalMilliseconds));
        return [new Figure("gantry version", median, Bound.AtMost, 80, "ms")];
    }

    private static async Task StartAsync(string binary, CancellationToken ct)
    {
        using var process = Process.Start(new ProcessStartInfo(binary, ["version"]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{binary} version' ended with exit code {process.ExitCode}.");
    }
}
