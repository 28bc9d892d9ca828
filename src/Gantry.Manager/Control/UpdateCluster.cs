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
    private static readonly TimeSpan LeastLife = TimeSpan.FromHours(1);

    /// <summary>What browsers and operating systems take as the longest of any certificate that is renewed.</summary>
    private static readonly TimeSpan MostLife = TimeSpan.FromDays(825);

    /// <param name="dryRun">Only says how the settings would be.</param>
    public ValueTask<ObjectOutcome<ClusterSettings>> RunAsync(
        ClusterUpdateRequest request, ClusterCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        store.UpdateAsync(tx => Apply(tx, request, condition, actor, time.GetUtcNow()), dryRun, ct);

    internal static ObjectOutcome<ClusterSettings> Apply(
        Transaction tx, ClusterUpdateRequest request, ClusterCondition condition, string actor, DateTimeOffset now)
    {
        if (condition.Refuse(tx.State) is { } stale)
            return new ObjectOutcome<ClusterSettings>.Stale(stale);
        if (Problem(tx.State, request) is { } wrong)
            return new ObjectOutcome<ClusterSettings>.Refused(wrong);

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
            ChosenNodeCertificateLife = request.NodeCertificateLife ?? settings.ChosenNodeCertificateLife,
        };
        if (next != settings)
        {
            tx.Put(next);
            tx.AddEvent(new ClusterEvent(now, EventType.ClusterUpdated, $"{actor} set {Changes(settings, next)} for the cluster.") { Actor = actor });
        }

        return new ObjectOutcome<ClusterSettings>.Done(next);
    }

    private static string? Problem(Snapshot state, ClusterUpdateRequest request)
    {
        if (request.Strategy is SchedulingStrategy.Unrecognized)
            return "The strategy of a cluster is spread, binpack, roundrobin or epvm.";
        if (request.AddressPool is { } pool && SubnetPool.RefusePool(pool, state.Nodes) is { } unusable)
            return unusable;
        if (request.NodeCertificateLife is { } life && (life < LeastLife || life > MostLife))
            return "The certificate of a node is good for 1 hour to 825 days.";
        return request.Rebalance is RebalanceMode.Unrecognized ? "The rebalancing of a cluster is manual or auto." : null;
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
        if (before.NodeCertificateLife != after.NodeCertificateLife)
            yield return $"certificates of nodes to {after.NodeCertificateLife.TotalHours:0.##} h";
    }
}
