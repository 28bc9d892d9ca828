using Gantry.Manager.Planning.Rebalancing;
using Gantry.Manager.State;
using Gantry.Model.Api;

namespace Gantry.Manager.Control;

/// <summary>Begins to move a few running tasks to better nodes. Asked again while they move it begins no more than the budget has left.</summary>
internal sealed class Rebalance(StateStore store, TimeProvider time)
{
    private const int Most = 100;

    /// <param name="dryRun">Only says which.</param>
    public ValueTask<ObjectOutcome<RebalancePlan>> RunAsync(RebalanceRequest request, ClusterCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        store.UpdateAsync(tx => Apply(tx, request, condition, actor, time.GetUtcNow()), dryRun, ct);

    internal static ObjectOutcome<RebalancePlan> Apply(Transaction tx, RebalanceRequest request, ClusterCondition condition, string actor, DateTimeOffset now)
    {
        if (condition.Refuse(tx.State) is { } stale)
            return new ObjectOutcome<RebalancePlan>.Stale(stale);
        if (request.Moves is < 1 or > Most || request.PerService is < 1 or > Most)
            return new ObjectOutcome<RebalancePlan>.Refused($"1 to {Most} tasks can move at a time, and as many of a service.");

        var plan = RebalancePlan.For(tx.State, request.Moves, request.PerService, now);
        MoveMarks.Put(tx, plan, actor, now);
        return new ObjectOutcome<RebalancePlan>.Done(plan);
    }
}
