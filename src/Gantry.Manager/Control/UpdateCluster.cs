using Gantry.Manager.Allocate;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Events;
using Gantry.Model.Services;
using Gantry.Model.Settings;

namespace Gantry.Manager.Control;

/// <summary>What people decide for the whole cluster. It holds from now on: tasks stay where they are, networks keep their ranges.</summary>
internal sealed class UpdateCluster(StateStore store, TimeProvider time)
{
    /// <param name="dryRun">Only says how the settings would be.</param>
    public ValueTask<ObjectOutcome<ClusterSettings>> RunAsync(
        ClusterUpdateRequest request, ClusterCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        store.UpdateAsync(tx => Apply(tx, request, condition, actor, time.GetUtcNow()), dryRun, ct);

    internal static ObjectOutcome<ClusterSettings> Apply(
        Transaction tx, ClusterUpdateRequest request, ClusterCondition condition, string actor, DateTimeOffset now)
    {
        if (condition.Refuse(tx.State) is { } stale)
            return new ObjectOutcome<ClusterSettings>.Stale(stale);
        if (request.Strategy is SchedulingStrategy.Unrecognized)
            return new ObjectOutcome<ClusterSettings>.Refused("The strategy of a cluster is spread, binpack, roundrobin or epvm.");
        if (request.AddressPool is { } pool && SubnetPool.RefusePool(pool, tx.State.Nodes) is { } unusable)
            return new ObjectOutcome<ClusterSettings>.Refused(unusable);

        if (request.Rebalance is RebalanceMode.Unrecognized)
            return new ObjectOutcome<ClusterSettings>.Refused("The rebalancing of a cluster is manual or auto.");

        var settings = tx.State.Settings;
        var liveness = LivenessOf(settings, request);
        if (liveness.Refusal() is { } impossible)
            return new ObjectOutcome<ClusterSettings>.Refused(impossible);
        var next = settings with
        {
            Scheduling = request.Strategy ?? settings.Scheduling,
            AddressPool = request.AddressPool ?? settings.AddressPool,
            ChosenLiveness = liveness == settings.Liveness ? settings.ChosenLiveness : liveness,
            Rebalance = request.Rebalance ?? settings.Rebalance,
        };
        if (next != settings)
        {
            tx.Put(next);
            tx.AddEvent(new ClusterEvent(now, EventType.ClusterUpdated, $"{actor} set {Changes(settings, next)} for the cluster.") { Actor = actor });
        }

        return new ObjectOutcome<ClusterSettings>.Done(next);
    }

    private static Liveness LivenessOf(ClusterSettings settings, ClusterUpdateRequest request)
    {
        var before = settings.Liveness;
        return new Liveness(
            request.HeartbeatEvery ?? before.HeartbeatEvery,
            request.SuspectAfter ?? before.SuspectAfter,
            request.DownAfter ?? before.DownAfter,
            request.RestartGrace ?? before.RestartGrace);
    }

    private static string Changes(ClusterSettings before, ClusterSettings after) => string.Join(" and ", Each(before, after));

    private static IEnumerable<string> Each(ClusterSettings before, ClusterSettings after)
    {
        if (before.Scheduling != after.Scheduling)
            yield return $"strategy {after.Scheduling.ToString().ToLowerInvariant()}";
        if (before.AddressPool != after.AddressPool)
            yield return $"address pool {after.AddressPool}";
        if (before.Liveness != after.Liveness)
            yield return $"{after.Liveness}";
        if (before.Rebalance != after.Rebalance)
            yield return $"rebalancing {after.Rebalance.ToString().ToLowerInvariant()}";
    }
}
