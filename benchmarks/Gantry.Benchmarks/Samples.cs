namespace Gantry.Benchmarks;

internal static class Samples
{
    /// <summary>The middle value, or the mean of the middle two: one outlier on a shared machine must not decide.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public static async Task<IReadOnlyList<TimeSpan>> TimeAsync(int count, TimeProvider time, Func<Task> action)
    {
        var samples = new List<TimeSpan>(count);
        for (var i = 0; i < count; i++)
        {
            var start = time.GetTimestamp();
            await action();
            samples.Add(time.GetElapsedTime(start));
        }

        return samples;
    }
}
