namespace Gantry.Manager.Schedule.Scoring;

/// <summary>
/// Fewest tasks of the service, then fewest recent failures, then most free share, then fewest tasks in all,
/// in one number: less is better.
/// </summary>
internal static class SpreadKey
{
    private const int MostServiceTasks = (1 << 15) - 1;
    private const int MostFailures = (1 << 4) - 1;
    private const int MostTasks = (1 << 20) - 1;

    public static ulong Of(int serviceTasks, int failures, int share, int tasks) =>
        ((ulong)Math.Clamp(serviceTasks, 0, MostServiceTasks) << 45)
        | ((ulong)Math.Min(failures, MostFailures) << 41)
        | ((ulong)share << 20)
        | (uint)Math.Clamp(tasks, 0, MostTasks);
}
