namespace Gantry.Client;

/// <summary>Bounds how long something may take.</summary>
internal static class Deadline
{
    /// <exception cref="TimeoutException">It took longer, and was cancelled.</exception>
    public static async Task<T> WithinAsync<T>(TimeSpan span, TimeProvider time, Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var working = work(either.Token);

        // Only for what is still on its way when it is first waited for. A server on this machine has answered by then, and
        // the runtime's timers take a short command longer to set up than the call.
        await using var timer = working.IsCompleted
            ? null
            : time.CreateTimer(_ => either.Cancel(), null, span, Timeout.InfiniteTimeSpan);
        try
        {
            return await working;
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"It took longer than {span.TotalSeconds:0} s.", e);
        }
    }
}
