namespace Gantry.Manager.State;

/// <summary>Updates one after the other, each prepared while the one before it becomes durable. For one caller at a time.</summary>
internal sealed class UpdatePipeline(StateStore store)
{
    private Task _last = Task.CompletedTask;

    /// <summary>Hands the change in once the one before it is settled. It may run several times, as in <see cref="StateStore.UpdateAsync"/>.</summary>
    /// <returns>Completes when the change is durable; fails as an update does, and not because the one before it did.</returns>
    public async ValueTask<Task> AddAsync(Action<Transaction> change, CancellationToken ct)
    {
        var tx = store.BeginAhead();
        change(tx);
        await _last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _last = CommitAsync(tx, change, ct);
    }

    private async Task CommitAsync(Transaction tx, Action<Transaction> change, CancellationToken ct)
    {
        try
        {
            await store.CommitAsync(tx, ct);
        }
        catch (StoreConflictException)
        {
            await store.UpdateAsync(change, ct);
        }
    }
}
