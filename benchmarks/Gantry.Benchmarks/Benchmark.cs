namespace Gantry.Benchmarks;

/// <summary>One thing to measure, which yields one figure or several.</summary>
/// <param name="Name">What `./dev bench NAME` matches.</param>
internal sealed record Benchmark(
    string Name, string Summary, Func<BenchmarkRun, CancellationToken, Task<IReadOnlyList<Figure>>> RunAsync);
