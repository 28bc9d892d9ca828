namespace Gantry.Benchmarks;

/// <summary>What every benchmark is given.</summary>
/// <param name="Binary">Path of the published gantry.</param>
internal sealed record BenchmarkRun(string Binary, TimeProvider Time);
