using System.Runtime.CompilerServices;
using System.Text.Json;
using Gantry.Manager.State.Tables;
using Gantry.Model.Faults;
using Gantry.Model.Ids;
using Gantry.Model.Settings;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.State;

/// <summary>The cluster's memory: an immutable snapshot, transactions on it, and a watch. One loop owns every change.</summary>
internal sealed partial class StateStore : IAsyncDisposable
{
    public const int EventsKept = 100_000;
    public static readonly TimeSpan EventsKeptFor = TimeSpan.FromDays(14);

    // Of many callers that change one object at once, one wins each round: this is how many may.
    private const int MostAttempts = 64;

    private readonly IStateBackend _backend;
    private readonly TimeProvider _time;
    private readonly ILogger<StateStore> _log;
    private readonly ChangeWindow _window;
    private readonly CommitQueue _commits;
    private readonly Task _loop;
    private Snapshot _current;
    private TaskCompletionSource _changed = NewSignal();
    private long _illegalMoves;
    private volatile bool _isClosed;

    private StateStore(IStateBackend backend, Snapshot loaded, TimeProvider time, ILogger<StateStore> log)
    {
        _backend = backend;
        _time = time;
        _log = log;
        _current = loaded;
        _window = new ChangeWindow(loaded.Revision);
        _commits = new CommitQueue(loaded);
        _loop = CommitAllAsync();
    }

    /// <summary>The newest durable state. Never waits.</summary>
    public Snapshot Current => Volatile.Read(ref _current);

    /// <summary>Task moves that were refused since the start. Anything but 0 is a bug somewhere.</summary>
    public long IllegalMoves => Interlocked.Read(ref _illegalMoves);

    /// <summary>Takes the backend over: it is disposed with the store, and when this fails.</summary>
    /// <exception cref="StoreRefusedException">Damaged, newer, foreign or in use; nothing was touched.</exception>
    public static Task<StateStore> OpenAsync(IStateBackend backend, TimeProvider time, ILogger<StateStore> log, CancellationToken ct) =>
        OpenAsync(backend, IdSource.Secure(), time, log, ct);

    public static async Task<StateStore> OpenAsync(
        IStateBackend backend, IdSource ids, TimeProvider time, ILogger<StateStore> log, CancellationToken ct)
    {
        try
        {
            var stored = await backend.LoadAsync(ct);
            var store = new StateStore(backend, Restore(stored), time, log);
            if (store.Current.ModifiedAt(ObjectKey.Settings) is null)
                await store.BeginClusterAsync(ids.NextCluster(), ct);
            store.LogOpened(store.Current.Revision, stored.Objects.Count);
            return store;
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    public BackendLimits Limits => _backend.Limits;

    public Transaction Begin() => BeginOn(Current);

    /// <summary>
    /// On everything that was handed in to be committed, durable or not: to prepare the next change meanwhile. It cannot be
    /// kept when what it builds on is not.
    /// </summary>
    public Transaction BeginAhead() => BeginOn(_commits.Ahead);

    /// <summary>Durable and visible when it returns. Cancelled means not committed.</summary>
    /// <returns>The state right after this commit; the current one for an empty transaction.</returns>
    /// <exception cref="StoreConflictException">Something that it wrote or expected has changed since its base.</exception>
    /// <exception cref="StoreUnavailableException">It could not be made durable; nothing of it is visible.</exception>
    public async ValueTask<Snapshot> CommitAsync(Transaction tx, CancellationToken ct)
    {
        tx.Seal();
        if (tx.IsEmpty)
            return Current;

        var limits = _backend.Limits;
        if (tx.Operations > limits.Operations || (tx.Writes.Count > 1 && tx.Bytes > limits.Bytes))
        {
            throw new InvalidOperationException(
                $"A transaction of {tx.Operations} operations and {tx.Bytes} bytes is more than the store takes at once. Commit when IsFull says so.");
        }

        ct.ThrowIfCancellationRequested();
        return await _commits.Add(tx).Answer;
    }

    /// <summary>
    /// Runs the change on the newest state and commits it; again when it lost to another one. The change may run several
    /// times, so it does nothing but read and write the transaction; what it throws aborts.
    /// </summary>
    public async ValueTask<T> UpdateAsync<T>(Func<Transaction, T> change, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Who lost once to a writer that goes on writing ahead would lose for ever on what is durable.
            var tx = attempt == 1 ? Begin() : BeginAhead();
            var result = change(tx);
            try
            {
                await CommitAsync(tx, ct);
                return result;
            }
            catch (StoreConflictException conflict) when (attempt < MostAttempts)
            {
                LogAgain(conflict.Key, attempt);
            }
        }
    }

    /// <summary>As <see cref="UpdateAsync{T}"/>, for a change that has nothing to tell.</summary>
    public async ValueTask UpdateAsync(Action<Transaction> change, CancellationToken ct) => await UpdateAsync(
        tx =>
        {
            change(tx);
            return true;
        },
        ct);

    /// <summary>Completes when there is something newer. A hint: look at <see cref="Current"/> for the truth.</summary>
    public async Task ChangedAsync(Revision after, CancellationToken ct)
    {
        while (!_isClosed)
        {
            var changed = Volatile.Read(ref _changed).Task;
            var current = Current.Revision;
            if (current.Epoch != after.Epoch || current.Number > after.Number)
                return;

            await changed.WaitAsync(ct);
        }
    }

    /// <summary>The changes after a revision up to now, without waiting.</summary>
    /// <exception cref="RevisionGoneException">The revision is too old or foreign.</exception>
    public IReadOnlyList<ChangeSet> ChangesAfter(Revision after) => [.. _window.After(after, Current.Revision)];

    /// <summary>Every change after a revision, in order, without gaps, as long as the store is open.</summary>
    /// <exception cref="RevisionGoneException">The revision is too old or foreign, or the watcher too slow.</exception>
    public async IAsyncEnumerable<ChangeSet> WatchAsync(Revision after, [EnumeratorCancellation] CancellationToken ct)
    {
        while (!_isClosed)
        {
            foreach (var set in _window.After(after, Current.Revision))
            {
                yield return set;
                after = set.Revision;
            }

            await ChangedAsync(after, ct);
        }
    }

    /// <summary>What happened, oldest first, from the backend: events need not fit in memory.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(EventQuery query, CancellationToken ct)
    {
        var batches = await _backend.ReadEventsAsync(query, ct);
        var epoch = Current.Revision.Epoch;
        var events =
            from batch in batches
            where batch.Revision > query.After.Number
            from happened in batch.Events
            where query.Takes(happened)
            select new StoredEvent(new Revision(epoch, batch.Revision), happened);
        return [.. query.Newest ? events.TakeLast(query.Limit) : events.Take(query.Limit)];
    }

    /// <summary>Drops events beyond what is kept: 100,000 or 14 days. Safe to repeat.</summary>
    public Task CompactEventsAsync(DateTimeOffset now, CancellationToken ct) =>
        _backend.CompactEventsAsync(EventsKept, now - EventsKeptFor, ct);

    /// <summary>Commits what was handed in already, then closes the backend.</summary>
    public async ValueTask DisposeAsync()
    {
        _commits.Close();
        await _loop;
        _isClosed = true;
        Volatile.Read(ref _changed).TrySetResult();
        await _backend.DisposeAsync();
    }

    private static Snapshot Restore(StoredState stored)
    {
        var draft = new Draft(StateTables.Empty);
        foreach (var row in stored.Objects)
        {
            try
            {
                var noun = NounJson.Read(row.Kind, row.Bytes);
                draft.Set(ObjectKey.OfNoun(noun), null, noun, row.ModifiedAt);
            }
            catch (JsonException unreadable)
            {
                throw new StoreRefusedException(
                    $"A record of kind {row.Kind}, written at revision {row.ModifiedAt}, cannot be read: {unreadable.Message} Restore a backup.", unreadable);
            }
        }

        return new Snapshot(stored.Revision, draft.Freeze());
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task BeginClusterAsync(ClusterId id, CancellationToken ct)
    {
        var tx = Begin();
        tx.Put(new ClusterSettings(id, _time.GetUtcNow()));
        await CommitAsync(tx, ct);
    }

    private Transaction BeginOn(Snapshot state) => new(state, _backend.Limits, () => Interlocked.Increment(ref _illegalMoves));

    private async Task CommitAllAsync()
    {
        while (await _commits.WaitAsync())
            await CommitAsync(_commits.Take(_current, _backend.Limits));
    }

    private async Task CommitAsync(CommitGroup group)
    {
        try
        {
            if (!group.IsEmpty)
            {
                Failpoint.Pass("store.before-commit");
                await _backend.CommitAsync(group.ToBatch());
                Failpoint.Pass("store.after-commit");
                Publish(group);
            }

            group.Settle();
        }
        catch (Exception reason)
        {
            // Loop boundary: whatever it is belongs to those who wait for this group, and the next one may work.
            _commits.Fail(group, reason, _current);
        }
    }

    private void Publish(CommitGroup group)
    {
        // Into the window first: who sees a new revision finds its changes.
        foreach (var set in group.ToChangeSets())
            _window.Add(set);
        Volatile.Write(ref _current, group.Newest);
        Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
    }

    [LoggerMessage(LogLevel.Information, "Opened the store at revision {Revision} with {Count} objects")]
    private partial void LogOpened(Revision revision, int count);

    [LoggerMessage(LogLevel.Debug, "The {Key} changed under a transaction; attempt {Attempt} begins again")]
    private partial void LogAgain(ObjectKey key, int attempt);
}
