namespace Gantry.Manager.State.Sqlite;

/// <summary>A thread of its own for calls that block on the disk: a slow disk must not take threads from everybody else.</summary>
internal sealed class WorkThread : IAsyncDisposable
{
    private readonly object _lock = new();
    private readonly Queue<Action> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isClosed;

    public WorkThread(string name) => new Thread(Run) { Name = name, IsBackground = true }.Start();

    /// <summary>Runs it after everything that was handed in before.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        HandIn(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception reason)
            {
                // Whoever waits for it gets it.
                done.SetException(reason);
            }
        });
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.Pulse(_lock);
        }

        await _ended.Task;
    }

    private void HandIn(Action work)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _work.Enqueue(work);
            Monitor.Pulse(_lock);
        }
    }

    private void Run()
    {
        while (Next() is { } work)
            work();
        _ended.SetResult();
    }

    /// <returns>Null when it is closed and everything was done.</returns>
    private Action? Next()
    {
        // A BlockingCollection looks dozens of times whether there is more before it sleeps, after each commit.
        lock (_lock)
        {
            while (_work.Count == 0)
            {
                if (_isClosed)
                    return null;
                Monitor.Wait(_lock);
            }

            return _work.Dequeue();
        }
    }
}
