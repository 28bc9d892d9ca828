using System.Collections.Concurrent;

namespace Gantry.Manager.State.Sqlite;

/// <summary>A thread of its own for calls that block on the disk: a slow disk must not take threads from everybody else.</summary>
internal sealed class WorkThread : IAsyncDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WorkThread(string name) => new Thread(Run) { Name = name, IsBackground = true }.Start();

    /// <summary>Runs it after everything that was handed in before.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
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
        _work.CompleteAdding();
        await _ended.Task;
        _work.Dispose();
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work();
        _ended.SetResult();
    }
}
