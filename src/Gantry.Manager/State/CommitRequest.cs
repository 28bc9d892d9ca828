namespace Gantry.Manager.State;

/// <summary>A transaction on its way through the store's loop, and where its answer goes.</summary>
internal sealed class CommitRequest(Transaction transaction, CancellationToken ct)
{
    // Continuations must not run on the loop: it owns the state, and a caller may take its time.
    private readonly TaskCompletionSource<Snapshot> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Transaction Transaction => transaction;

    public Task<Snapshot> Answer => _answer.Task;

    /// <summary>True when the caller gave up before the commit began: then it must not begin.</summary>
    public bool IsAbandoned => ct.IsCancellationRequested && _answer.TrySetCanceled(ct);

    public void Succeed(Snapshot snapshot) => _answer.TrySetResult(snapshot);

    public void Fail(Exception reason) => _answer.TrySetException(reason);
}
