using Gantry.Manager.State;
using Gantry.Model.Ids;

namespace Gantry.Manager.Planning;

/// <summary>The cluster after a change, when nothing moves any more and every worker did what it was told. Pure.</summary>
internal static class StillState
{
    // A rolling update takes a few rounds a slot: enough for thousands of slots, and an end for what never rests.
    private const int MostRounds = 20_000;

    public static Snapshot After(Transaction changed, BackendLimits limits, DateTimeOffset now, IdSource ids)
    {
        var state = changed.State;
        var look = LookAt.At(ChangesOf(changed));
        var isFirst = true;
        for (var round = 0; round < MostRounds; round++)
        {
            var deciding = Begin(state, limits);
            ClusterStep.Advance(deciding, look, now, ids);
            var decided = deciding.State;
            var doing = Begin(decided, limits);

            // What was under way before the change goes on as well; later only what this round touched can move.
            var tasks = isFirst ? decided.Tasks : ChangesOf(deciding).OfType<Change.Of<Model.Tasks.ServiceTask>>().Select(c => c.New).OfType<Model.Tasks.ServiceTask>();
            ObedientWorkers.Apply(doing, tasks, now);
            isFirst = false;

            if (deciding.Writes.Count == 0 && doing.Writes.Count == 0)
                break;
            var next = LookAt.At(ChangesOf(deciding).Concat(ChangesOf(doing)));
            look = deciding.IsFull ? next.With(look) : next;
            state = doing.State;
        }

        return state;
    }

    private static Transaction Begin(Snapshot state, BackendLimits limits) => new(state, limits, static () => { });

    private static IEnumerable<Change> ChangesOf(Transaction tx) => ChangeSet.Of(tx.State.Revision, tx).Changes;
}
