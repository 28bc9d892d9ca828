using Gantry.Model.Tasks;

namespace Gantry.Model.Wire;

/// <summary>What a running task uses, from its cgroup.</summary>
/// <param name="CpuShare">Cores in use over the last seconds, for example 0.25.</param>
/// <param name="MemoryBytes">Working set.</param>
public sealed record TaskLoad(TaskId Id, double CpuShare, long MemoryBytes);
