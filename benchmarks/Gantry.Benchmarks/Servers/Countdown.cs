namespace Gantry.Benchmarks.Servers;

/// <summary>Counts what many tell, and says when there were enough.</summary>
internal sealed class Countdown
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _enough;
    private int _left;

    /// <summary>Completes when so many more were told of.</summary>
    public Task WhenAsync(int count)
    {
        lock (_lock)
        {
            _left = count;
            _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _enough.Task;
        }
    }

    public void Add(int count)
    {
        lock (_lock)
        {
            _left -= count;
            if (_left <= 0)
                _enough?.TrySetResult();
        }
    }
}
