using Gantry.Manager.Leadership;
using Gantry.Manager.Reconcile;
using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Faults;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.Planning;

/// <summary>The leader's loop: whenever the store changes or something comes due, decide and commit.</summary>
/// <param name="decide">One round, pure: gets what to look at and the time, and says what to look at again though nothing changes.</param>
internal sealed partial class ReconcileDuty(
    StateStore store, Func<Transaction, LookAt, DateTimeOffset, Agenda> decide, TimeProvider time, ILogger<ReconcileDuty> log)
    : LeaderDuty(time, log)
{
    /// <summary>
    /// Rounds in a row that nothing but the round before gave cause to. A change settles in a few, the largest in as many as it
    /// takes transactions of some thousand writes; what goes on beyond this would go on for ever.
    /// </summary>
    private const int MostRoundsAlone = 2_000;

    private const int ChangesNamed = 5;

    /// <summary>Changes are hints: everything is looked at this often, whatever was heard.</summary>
    private static readonly TimeSpan FullPass = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = time;

    protected override async Task WatchAsync(CancellationToken leadership)
    {
        var seen = store.Current.Revision;
        var look = LookAt.Everything;
        var fullPassAt = _time.GetUtcNow() + FullPass;
        var agenda = new Agenda();
        var alone = 0;
        while (!leadership.IsCancellationRequested)
        {
            // A round tells what comes due of what it looked at: what an earlier one is waiting for still holds.
            var round = await RoundAsync(look, leadership);
            agenda.Add(round.Agenda);
            var until = agenda.Next < fullPassAt ? agenda.Next.Value : fullPassAt;
            var hasRested = !round.IsFull && await WaitAsync(seen, until, leadership);

            (var heard, seen, var sets) = Heard(seen);
            look = round.IsFull ? heard.With(look) : heard;
            alone = !hasRested && IsOwn(sets, round.HasWritten) ? alone + 1 : 0;
            if (alone >= MostRoundsAlone)
            {
                seen = await PutOffAsync(seen, sets, leadership);
                (look, alone) = (LookAt.Everything, 0);
                continue;
            }

            var now = _time.GetUtcNow();
            look = look.With(LookAt.DueOf(agenda, now));
            if (now < fullPassAt)
                continue;
            look = LookAt.Everything;
            fullPassAt = now + FullPass;
        }
    }

    /// <summary>Nothing was heard but what the round itself wrote.</summary>
    private static bool IsOwn(IReadOnlyList<ChangeSet> heard, bool hasWritten) => heard.Count == (hasWritten ? 1 : 0);

    private async Task<(Agenda Agenda, bool HasWritten, bool IsFull)> RoundAsync(LookAt look, CancellationToken ct)
    {
        var now = _time.GetUtcNow();
        return await store.UpdateAsync(
            tx =>
            {
                var agenda = decide(tx, look, now);
                Failpoint.Pass("manager.after-decide");
                return (agenda, tx.Writes.Count > 0, tx.IsFull);
            },
            ct);
    }

    // A server that decides without end answers nobody: it says what it was at, and rests until something else happens.
    private async Task<Revision> PutOffAsync(Revision seen, IReadOnlyList<ChangeSet> last, CancellationToken ct)
    {
        var changes = last.SelectMany(s => s.Changes).ToList();
        var named = string.Join(", ", changes.Take(ChangesNamed).Select(c => $"{c.Key}"));
        var what = changes.Count == 0 ? "changed nothing and wanted to look again at once" : $"changed {changes.Count} objects ({named})";
        LogUnsettled(MostRoundsAlone, what, FullPass.TotalSeconds);
        await store.UpdateAsync(
            tx => tx.AddEvent(new ClusterEvent(
                _time.GetUtcNow(),
                EventType.ClusterUnsettled,
                $"Deciding did not settle in {MostRoundsAlone} rounds and is put off; the last one {what}. This is an error in Gantry: please report it with the server's log.")),
            ct);

        // The event is a change too. Whatever else came with it is the something else.
        (_, seen, var sets) = Heard(seen);
        if (sets.Count == 1)
            await WaitAsync(seen, _time.GetUtcNow() + FullPass, ct);
        return seen;
    }

    /// <returns>False: there was something to do already.</returns>
    private async Task<bool> WaitAsync(Revision seen, DateTimeOffset until, CancellationToken ct)
    {
        var delay = until - _time.GetUtcNow();
        if (delay <= TimeSpan.Zero || store.Current.Revision != seen)
            return false;
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

        return true;
    }

    private (LookAt Look, Revision Seen, IReadOnlyList<ChangeSet> Sets) Heard(Revision after)
    {
        try
        {
            var sets = store.ChangesAfter(after);
            return (LookAt.At(sets.SelectMany(s => s.Changes)), sets.Count == 0 ? after : sets[^1].Revision, sets);
        }
        catch (RevisionGoneException)
        {
            // Too much happened to be told one by one.
            return (LookAt.Everything, store.Current.Revision, []);
        }
    }

    [LoggerMessage(LogLevel.Error, "Deciding did not settle in {Rounds} rounds and is put off until something else changes, or for {Seconds} s; the last one {What}. This is an error in Gantry: please report it")]
    private partial void LogUnsettled(int rounds, string what, double seconds);
}
