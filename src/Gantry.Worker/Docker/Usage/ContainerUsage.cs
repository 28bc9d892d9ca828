namespace Gantry.Worker.Docker.Usage;

/// <summary>What a container uses. A member is null where the kernel does not count it (a controller that is off).</summary>
/// <param name="CpuNanos">Since its start, over all CPUs.</param>
/// <param name="MemoryBytes">Working set: without the file cache that the kernel drops first.</param>
/// <param name="MemoryLimitBytes">Null too when there is no limit.</param>
/// <param name="OomKills">Processes killed for want of memory since its start.</param>
internal readonly record struct ContainerUsage(
    long? CpuNanos, long? MemoryBytes, long? MemoryLimitBytes, long? Pids, long? OomKills);
