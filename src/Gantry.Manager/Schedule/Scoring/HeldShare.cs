namespace Gantry.Manager.Schedule.Scoring;

/// <summary>How full a node is by what is reserved on it: the greater of its cpu and memory shares, in millionths.</summary>
internal static class HeldShare
{
    /// <summary>Twice over-reserved and more: what one machine lost in size cannot be told apart any further.</summary>
    public const int Most = (1 << 21) - 1;

    public static int Of(Amount held, Amount capacity) =>
        Math.Max(Of(held.CpuNanos, capacity.CpuNanos), Of(held.MemoryBytes, capacity.MemoryBytes));

    private static int Of(long held, long capacity)
    {
        if (held <= 0)
            return 0;
        return capacity <= 0 ? Most : (int)Math.Min(Most, held * 1_000_000.0 / capacity);
    }
}
