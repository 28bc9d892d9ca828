namespace Gantry.Model.Nodes;

/// <summary>How busy a node is. Managers keep what they are told in memory; the store has it as of the last notable move.</summary>
/// <param name="CpuShare">Busy share of all cores, 0 to 1, over the last sample window.</param>
public sealed record NodeUsage(double CpuShare, long MemoryUsedBytes)
{
    public static readonly NodeUsage None = new(0, 0);

    /// <summary>Of the disk that the engine's images and volumes are on. 0 where it cannot be told.</summary>
    public long DiskUsedBytes { get; init; }

    /// <summary>Processes that run or want to, over the last minute, as the kernel counts them.</summary>
    public double LoadOneMinute { get; init; }
}
