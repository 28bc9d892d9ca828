using System.Diagnostics;
using Gantry.Benchmarks.Servers;

namespace Gantry.Benchmarks;

/// <summary>What a person waits for before a command does anything, a process each time, and a server before it answers.</summary>
internal static class CommandStart
{
    public static Benchmark Benchmark { get; } =
        new("command-start", "from start to exit of a short command, and from start to first answer of a server; medians", RunAsync);

    private const int Rounds = 20;
    private const int LargeFileServices = 400;

    private static async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken ct)
    {
        var starts = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            await using var started = await BenchServer.StartAsync(run, ct);
            starts.Add(started.AnsweredAfter.TotalMilliseconds);
        }

        await using var server = await BenchServer.StartAsync(run, ct);
        await server.DeployAsync("bench-start", Sleeper.Compose(replicas: 0), ct);
        var host = $"unix://{server.SocketPath}";
        string[] version = ["--host", host, "version"];
        string[] list = ["--host", host, "stack", "ls", "-o", "json"];

        // The first start reads the file from disk; a command line is used more than once.
        await StartAsync(run.Binary, version, ct);
        await StartAsync(run.Binary, list, ct);

        // In turns: a server that has just begun to answer is busy with itself for a while.
        var (versions, lists) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < Rounds; i++)
        {
            versions.AddRange(await Samples.TimeAsync(1, run.Time, () => StartAsync(run.Binary, version, ct)));
            lists.AddRange(await Samples.TimeAsync(1, run.Time, () => StartAsync(run.Binary, list, ct)));
        }

        await server.RemoveAsync("bench-start", ct);
        var configs = await ReadLargeFileAsync(run, ct);
        return
        [
            new Figure("gantry version", MedianOf(versions), Bound.AtMost, 80, "ms"),
            new Figure("gantry stack ls -o json", MedianOf(lists), Bound.AtMost, 100, "ms"),
            new Figure("gantry stack config, 6,000 lines", MedianOf(configs), Bound.AtMost, 400, "ms"),
            new Figure("gantry server, until it answers", Samples.Median(starts), Bound.AtMost, 1_000, "ms"),
        ];
    }

    // Without a server: what a person waits for who looks at a large file.
    private static async Task<IReadOnlyList<TimeSpan>> ReadLargeFileAsync(BenchmarkRun run, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("gantry-bench-").FullName;
        var path = Path.Combine(folder, "compose.yaml");
        await File.WriteAllTextAsync(path, LargeFile(), ct);
        try
        {
            string[] config = ["stack", "config", "large", "--compose-file", path];
            await StartAsync(run.Binary, config, ct);
            return await Samples.TimeAsync(Rounds, run.Time, () => StartAsync(run.Binary, config, ct));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string LargeFile() => "volumes: {data: }\nservices:\n" + string.Concat(Enumerable.Range(0, LargeFileServices).Select(i => $$"""
          s{{i}}:
            image: registry.example/app:${TAG:-{{i}}}
            command: ["serve", "--port", "80"]
            environment:
              A: "{{i}}"
              B: $HOME
            ports:
              - "{{10_000 + i}}:80"
            volumes: ["data:/data", "./conf{{i}}:/etc/conf:ro"]
            healthcheck:
              test: [CMD, "true"]
              interval: 5s
            deploy:
              resources: {limits: {memory: "64m" } }
            labels: {number: "{{i}}"}

        """));

    private static double MedianOf(IEnumerable<TimeSpan> samples) => Samples.Median(samples.Select(s => s.TotalMilliseconds));

    private static async Task StartAsync(string binary, string[] arguments, CancellationToken ct)
    {
        using var process = Process.Start(new ProcessStartInfo(binary, arguments) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{binary} {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}.");
    }
}
