using Gantry.Manager.Planning;
using Gantry.Manager.State;
using Gantry.Model.Ids;

namespace Gantry.Manager.Control;

/// <summary>Commits a change that a person asked for, and says what it does; as a dry run it only says it.</summary>
internal sealed class ChangeRun(StateStore store, IdSource ids, TimeProvider time)
{
    public Revision Revision => store.Current.Revision;

    /// <param name="apply">Pure: may run several times, on the real transaction and on copies.</param>
    public async ValueTask<ChangeReport> RunAsync(
        Func<ChangeContext, ChangeOutcome> apply, string actor, bool dryRun, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (dryRun)
            return Report(apply, actor, now, store.Current, outcome: null);

        var (outcome, @base) = await store.UpdateAsync(
            tx =>
            {
                var made = apply(new ChangeContext(tx, actor, now, ids));
                return (made, tx.Base);
            },
            ct);
        return Report(apply, actor, now, @base, outcome);
    }

    // The plan starts from the very state that the change was committed on, so it tells of this change and no other.
    private ChangeReport Report(
        Func<ChangeContext, ChangeOutcome> apply, string actor, DateTimeOffset now, Snapshot @base, ChangeOutcome? outcome)
    {
        ChangeOutcome? planned = null;
        var plan = ChangePlanning.Of(
            @base,
            store.Limits,
            tx =>
            {
                planned = apply(new ChangeContext(tx, actor, now, ids));
                return planned switch
                {
                    ChangeOutcome.Made made => made.Stack,
                    ChangeOutcome.Unchanged unchanged => unchanged.Stack,
                    _ => null,
                };
            },
            now,
            ids);
        var isDryRun = outcome is null;
        return new ChangeReport(outcome ?? planned!, isDryRun, isDryRun ? @base.Revision : store.Current.Revision, plan);
    }
}
