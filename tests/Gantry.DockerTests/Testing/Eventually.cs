namespace Gantry.DockerTests.Testing;

/// <summary>Waits for a condition with a deadline, for the parts of the world that send no signal.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string claim, CancellationToken ct)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (!await condition())
        {
            Assert.True(time.GetElapsedTime(start) < Deadline, $"After {Deadline.TotalSeconds:0} s it was still not so: {claim}.");
            await Task.Delay(Interval, time, ct);
        }
    }
}
