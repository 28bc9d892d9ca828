namespace Gantry.Manager.Schedule.Scoring;

/// <summary>
/// Fullest once the task is there, then most tasks (nothing reserved anywhere still packs), then fewest recent
/// failures, in one number: less is better.
/// </summary>
internal static class BinpackKey
{
    private const int MostFailures = (1 << 4) - 1;
    private const int MostTasks = (1 << 20) - 1;

    public static ulong Of(int shareAfter, int tasks, int failures, bool lacksImage) =>
        ((ulong)(HeldShare.Most - shareAfter) << 25)
        | ((ulong)(MostTasks - Math.Clamp(tasks, 0, MostTasks)) << 5)
        | ((ulong)Math.Min(failures, MostFailures) << 1)
        | (lacksImage ? 1UL : 0);
}
