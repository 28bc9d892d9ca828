using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>What is counted on a node: sums and differences of reservations.</summary>
internal readonly record struct Amount(long CpuNanos, long MemoryBytes, long DiskBytes = 0)
{
    public const long NanosPerCore = 1_000_000_000;

    public static Amount operator +(Amount left, Amount right) =>
        new(left.CpuNanos + right.CpuNanos, left.MemoryBytes + right.MemoryBytes, left.DiskBytes + right.DiskBytes);

    public static Amount operator -(Amount left, Amount right) =>
        new(left.CpuNanos - right.CpuNanos, left.MemoryBytes - right.MemoryBytes, left.DiskBytes - right.DiskBytes);

    public static Amount Of(Reservation reservation, long diskBytes = 0) =>
        new(reservation.CpuNanos, reservation.MemoryBytes, diskBytes);

    public static Amount Min(Amount left, Amount right) =>
        new(
            Math.Min(left.CpuNanos, right.CpuNanos),
            Math.Min(left.MemoryBytes, right.MemoryBytes),
            Math.Min(left.DiskBytes, right.DiskBytes));

    public Amount AtLeastZero() => new(Math.Max(0, CpuNanos), Math.Max(0, MemoryBytes), Math.Max(0, DiskBytes));
}
