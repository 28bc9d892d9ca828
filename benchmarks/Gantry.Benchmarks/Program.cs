using Gantry.Benchmarks;
using Gantry.Benchmarks.Schedule;
using Gantry.Benchmarks.Servers;
using Gantry.Benchmarks.State;

// One after the other, in this order: each has the machine to itself.
Benchmark[] all =
[
    CommandStart.Benchmark,
    PlacerBench.Benchmark,
    ScheduleBench.Benchmark,
    StoreBench.Benchmark,
    ReadSpeed.Benchmark,
    DeploySpeed.Benchmark,
    IdleMemory.Benchmark,
    SessionScale.Benchmark,
];

if (args is ["--list"])
{
    foreach (var benchmark in all)
        Console.WriteLine($"{benchmark.Name,-20} {benchmark.Summary}");
    return 0;
}

var chosen = all
    .Where(b => args.Length == 0 || args.Any(part => b.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))
    .ToList();
if (chosen.Count == 0)
{
    var names = string.Join(", ", all.Select(b => b.Name));
    await Console.Error.WriteLineAsync($"No benchmark is called like {string.Join(", ", args)}. There are: {names}.");
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};

var binary = Environment.GetEnvironmentVariable("GANTRY_BINARY")
    ?? throw new InvalidOperationException("GANTRY_BINARY names no published gantry. Run ./dev bench, which publishes one.");
var run = new BenchmarkRun(binary, TimeProvider.System);
var results = new ResultsFile(Path.Combine("benchmarks", "RESULTS.md"), TimeProvider.System);
var missed = 0;
foreach (var benchmark in chosen)
{
    Console.WriteLine($"== {benchmark.Name}: {benchmark.Summary}");
    var figures = await benchmark.RunAsync(run, interrupted.Token);
    foreach (var figure in figures)
        Console.WriteLine($"{figure.Verdict}  {figure}");

    // Written after each: an interrupted run keeps what it has measured.
    await results.WriteAsync(benchmark.Name, figures, interrupted.Token);
    missed += figures.Count(f => !f.IsMet);
}

return missed == 0 ? 0 : 1;
