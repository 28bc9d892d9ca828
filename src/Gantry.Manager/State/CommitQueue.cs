using System.Threading.Channels;

namespace Gantry.Manager.State;

/// <summary>
/// Commits on their way to the backend, in order. What is handed in is checked at once, against the state that those before
/// it leave: so the next one can build on it while it becomes durable. When one cannot be kept, all behind it fail with it.
/// </summary>
internal sealed class CommitQueue(Snapshot durable)
{
    private readonly Lock _lock = new();
    private readonly Channel<CommitRequest> _requests = Channel.CreateUnbounded<CommitRequest>(new UnboundedChannelOptions { SingleReader = true });
    private Snapshot _ahead = durable;

    /// <summary>The newest state with everything that was accepted, durable or not.</summary>
    public Snapshot Ahead => Volatile.Read(ref _ahead);

    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public CommitRequest Add(Transaction tx)
    {
        lock (_lock)
        {
            var request = new CommitRequest(tx, _ahead);
            if (!_requests.Writer.TryWrite(request))
                throw new ObjectDisposedException(nameof(StateStore), "The store is closing; the change was not kept.");
            Volatile.Write(ref _ahead, request.Ahead);
            return request;
        }
    }

    /// <returns>False when the queue is closed and empty.</returns>
    public ValueTask<bool> WaitAsync() => _requests.Reader.WaitToReadAsync();

    /// <summary>As many as the backend takes at once.</summary>
    public CommitGroup Take(Snapshot durable, BackendLimits limits)
    {
        var group = new CommitGroup(durable, limits);
        while (_requests.Reader.TryPeek(out var next) && group.Takes(next.Transaction) && _requests.Reader.TryRead(out var request))
            group.Add(request);
        return group;
    }

    /// <summary>The backend did not keep the group: it and everything that was accepted after it fail, and the queue begins anew.</summary>
    public void Fail(CommitGroup group, Exception reason, Snapshot durable)
    {
        lock (_lock)
        {
            Volatile.Write(ref _ahead, durable);
            group.Fail(reason);
            while (_requests.Reader.TryRead(out var behind))
                behind.Fail(reason);
        }
    }

    public void Close() => _requests.Writer.TryComplete();
}
