using Gantry.Manager.Leadership;
using Gantry.Manager.State;
using Gantry.Model.Faults;
using Gantry.Model.Ids;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.Planning;

/// <summary>The leader's loop: whenever the store changes or something comes due, decide and commit.</summary>
internal sealed class ReconcileDuty(StateStore store, IdSource ids, TimeProvider time, ILogger<ReconcileDuty> log) : LeaderDuty(time, log)
{
    /// <summary>Changes are hints: everything is looked at this often, whatever was heard.</summary>
    private static readonly TimeSpan FullPass = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = time;

    protected override async Task WatchAsync(CancellationToken leadership)
    {
        var seen = store.Current.Revision;
        var look = LookAt.Everything;
        var fullPassAt = _time.GetUtcNow() + FullPass;
        DateTimeOffset? wakeAt = null;
        while (!leadership.IsCancellationRequested)
        {
            // A round tells what comes due of what it looked at: what an earlier one is waiting for still holds.
            var due = await RoundAsync(look, leadership);
            wakeAt = look.IsEverything || wakeAt is null || due < wakeAt ? due : wakeAt;
            var until = wakeAt < fullPassAt ? wakeAt.Value : fullPassAt;
            await WaitAsync(seen, until, leadership);

            (look, seen) = Heard(seen);
            var now = _time.GetUtcNow();
            if (now >= fullPassAt || now >= wakeAt)
                look = LookAt.Everything;
            if (now >= fullPassAt)
                fullPassAt = now + FullPass;
        }
    }

    private async Task<DateTimeOffset?> RoundAsync(LookAt look, CancellationToken ct)
    {
        var now = _time.GetUtcNow();
        return await store.UpdateAsync(
            tx =>
            {
                var wakeAt = ClusterStep.Advance(tx, look, now, ids);
                Failpoint.Pass("manager.after-decide");
                return wakeAt;
            },
            ct);
    }

    private async Task WaitAsync(Revision seen, DateTimeOffset until, CancellationToken ct)
    {
        var delay = until - _time.GetUtcNow();
        if (delay <= TimeSpan.Zero)
            return;
        using var due = new CancellationTokenSource(delay, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, due.Token);
        try
        {
            await store.ChangedAsync(seen, either.Token);
        }
        catch (OperationCanceledException) when (due.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // Something came due.
        }
    }

    private (LookAt Look, Revision Seen) Heard(Revision after)
    {
        try
        {
            var sets = store.ChangesAfter(after);
            return sets.Count == 0
                ? (LookAt.At([]), after)
                : (LookAt.At(sets.SelectMany(s => s.Changes)), sets[^1].Revision);
        }
        catch (RevisionGoneException)
        {
            // Too much happened to be told one by one.
            return (LookAt.Everything, store.Current.Revision);
        }
    }
}
