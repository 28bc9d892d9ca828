using Gantry.Manager.Planning;
using Gantry.Manager.Reconcile;
using Gantry.Manager.State;
using Gantry.Model.Ids;
using Gantry.Model.Settings;

namespace Gantry.Tests.Scenarios;

/// <summary>Decides as the leader does: looks at what changed and at what came due, and at everything every thirty seconds.</summary>
internal sealed class ScenarioRounds(StateStore store, IdSource ids, TimeProvider time)
{
    private static readonly TimeSpan FullPass = TimeSpan.FromSeconds(30);

    private readonly Agenda _agenda = new();
    private LookAt _rest = LookAt.Everything;
    private Revision _seen = store.Current.Revision;
    private DateTimeOffset _fullPassAt = time.GetUtcNow() + FullPass;

    public async Task DecideAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var heard = LookAt.At(store.ChangesAfter(_seen).SelectMany(s => s.Changes));
        var look = heard.With(_rest).With(LookAt.DueOf(_agenda, now));
        if (now >= _fullPassAt)
        {
            look = LookAt.Everything;
            _fullPassAt = now + FullPass;
        }

        _seen = store.Current.Revision;
        var isFull = false;
        _agenda.Add(await store.UpdateAsync(
            tx =>
            {
                var agenda = ClusterStep.Advance(tx, look, now, ids);
                isFull = tx.IsFull;
                return agenda;
            },
            ct));
        _rest = isFull ? look : LookAt.At([]);
    }

    /// <summary>What changed says where to look: a look at everything finds nothing more but what the cluster begins by itself.</summary>
    public async Task AssertNothingWasMissedAsync(CancellationToken ct)
    {
        if (store.Current.Settings.Rebalance == RebalanceMode.Auto)
            return;
        var missed = await store.UpdateAsync(
            tx =>
            {
                ClusterStep.Advance(tx, LookAt.Everything, time.GetUtcNow(), ids);
                return ChangeSet.Of(tx.State.Revision, tx).Changes.Select(c => $"{c.Key}").ToList();
            },
            ct);
        Assert.Empty(missed);
    }
}
