namespace Gantry.ClusterTests.Testing;

/// <summary>Waits for a condition with a deadline, for the parts of the world that send no signal.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>What a cluster should have done long before, on a machine that is busy with other things too.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="look">Null: not so yet.</param>
    /// <param name="claim">What was waited for, and for a failure how it is instead.</param>
    /// <returns>What was found, and after how long.</returns>
    public static async Task<(T Found, TimeSpan After)> FindAsync<T>(
        Func<CancellationToken, Task<T?>> look, TimeSpan deadline, Func<Task<string>> claim, CancellationToken ct)
        where T : class
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (true)
        {
            var found = await look(ct);
            var elapsed = time.GetElapsedTime(start);
            if (found is not null && elapsed <= deadline)
                return (found, elapsed);
            if (elapsed > deadline)
                Assert.Fail($"After {elapsed.TotalSeconds:0.0} s (allowed: {deadline.TotalSeconds:0.0} s) it was still not so: {await claim()}");
            await Task.Delay(Interval, time, ct);
        }
    }

    /// <returns>After how long it was so.</returns>
    public static async Task<TimeSpan> HoldsAsync(
        Func<CancellationToken, Task<bool>> condition, TimeSpan deadline, Func<Task<string>> claim, CancellationToken ct)
    {
        var (_, after) = await FindAsync<object>(async token => await condition(token) ? Interval : null, deadline, claim, ct);
        return after;
    }
}
