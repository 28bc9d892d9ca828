namespace Gantry.Model.Nodes;

/// <summary>How busy a node is. Stored only when it moved notably: heartbeats stay out of the store.</summary>
/// <param name="CpuShare">Busy share of all cores, 0 to 1, over the last sample window.</param>
public sealed record NodeUsage(double CpuShare, long MemoryUsedBytes)
{
    public static readonly NodeUsage None = new(0, 0);
}
