namespace Gantry.Manager.Schedule.Scoring;

/// <summary>
/// Fewest tasks of the service, then fewest recent failures, then most free share, then fewest tasks in all, then having
/// and whether it has the image, in one number: less is better.
/// </summary>
internal static class SpreadKey
{
    private const int MostServiceTasks = (1 << 15) - 1;
    private const int MostFailures = (1 << 4) - 1;
    private const int MostTasks = (1 << 20) - 1;

    public static ulong Of(int serviceTasks, int failures, int share, int tasks, bool lacksImage) =>
        ((ulong)Math.Clamp(serviceTasks, 0, MostServiceTasks) << 46)
        | ((ulong)Math.Min(failures, MostFailures) << 42)
        | ((ulong)share << 21)
        | ((ulong)Math.Clamp(tasks, 0, MostTasks) << 1)
        | (lacksImage ? 1UL : 0);
}
