namespace Gantry.Worker.Docker.Usage;

/// <summary>How busy the machine is.</summary>
/// <param name="CpuBusyShare">0 to 1, over all CPUs since the sample before; null in the first one.</param>
/// <param name="LoadOneMinute">The kernel's own load average.</param>
/// <param name="MemoryAvailableBytes">What a new process could have without swapping.</param>
internal sealed record HostUsage(double? CpuBusyShare, double LoadOneMinute, long MemoryAvailableBytes);
