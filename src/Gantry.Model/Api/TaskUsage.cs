namespace Gantry.Model.Api;

/// <param name="CpuShare">Cores in use, for example 0.25.</param>
/// <param name="MemoryLimitBytes">0 is no limit.</param>
public sealed record TaskUsage(string Task, string Node, double CpuShare, long MemoryBytes, long MemoryLimitBytes, long Pids);
