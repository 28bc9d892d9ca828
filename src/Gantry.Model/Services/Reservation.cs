namespace Gantry.Model.Services;

/// <summary>Resources held or limited. Zero means none held, or no limit.</summary>
/// <param name="CpuNanos">Billionths of a core.</param>
public sealed record Reservation(long CpuNanos = 0, long MemoryBytes = 0, long Pids = 0)
{
    public static readonly Reservation None = new();
}
