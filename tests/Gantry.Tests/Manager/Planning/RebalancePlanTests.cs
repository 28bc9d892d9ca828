using Gantry.Manager.Control;
using Gantry.Manager.Planning.Rebalancing;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Manager.Planning;

/// <summary>Nodes that were drained come back empty, and the cluster is rebalanced until nothing gains any more.</summary>
public sealed class RebalancePlanTests
{
    private const int MostPlans = 60;
    private const int SeedOfTwoMoves = 9;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task It_comes_to_an_end_and_what_has_data_or_belongs_to_its_node_stays(int seed)
    {
        await using var cluster = await UnevenAsync(seed);
        var before = cluster.Store.Current;

        var plans = 0;
        for (; Plan(cluster.Store.Current).Moves is { Count: > 0 } moves; plans++)
        {
            Assert.True(plans < MostPlans, $"Seed {seed} goes on for ever: {string.Join("; ", moves.Select(m => $"{m.Task.Name} {m.From.Name} -> {m.To.Name}: {m.Why}"))}");
            Assert.All(moves.CountBy(m => m.Task.ServiceId), of => Assert.Equal(1, of.Value));
            await cluster.Store.UpdateAsync(tx => Rebalance.Apply(tx, new RebalanceRequest(), default, "ann", StillCluster.Now), Ct);
            await cluster.SettleAsync(Ct);
            Assert.All(moves, m => Assert.Equal(m.To.Id, Live(cluster.Store.Current).Single(t => t.ServiceId == m.Task.ServiceId && t.Slot == m.Task.Slot).NodeId));
        }

        var after = cluster.Store.Current;
        Assert.Empty(Kept(before).Except(Kept(after)));

        // What waited for room may have got some.
        Assert.True(Live(after).Count() >= Live(before).Count());
    }

    [Fact]
    public async Task Some_of_these_clusters_are_uneven()
    {
        var moves = new List<int>();
        foreach (var seed in Enumerable.Range(1, 40))
        {
            await using var cluster = await UnevenAsync(seed);
            moves.Add(Plan(cluster.Store.Current).Moves.Count);
        }

        Assert.True(moves.Sum() >= 30, $"{string.Join(", ", moves)} moves prove nothing.");
    }

    [Fact]
    public async Task What_moves_already_counts_for_the_budget()
    {
        await using var cluster = await UnevenAsync(SeedOfTwoMoves);
        var first = Plan(cluster.Store.Current).Moves[0];
        await cluster.Store.UpdateAsync(tx => tx.Put(first.Task with { Move = new TaskMove(first.To.Id, StillCluster.Now) }), Ct);

        var (one, two) = (PlanOf(1), PlanOf(2));

        Assert.Equal(first.Task.Name, Assert.Single(one.UnderWay).Task.Name);
        Assert.Empty(one.Moves);
        Assert.NotEqual(first.Task.ServiceId, Assert.Single(two.Moves).Task.ServiceId);

        RebalancePlan PlanOf(int most) => RebalancePlan.For(cluster.Store.Current, most, perService: 1, StillCluster.Now);
    }

    private static RebalancePlan Plan(Snapshot state) =>
        RebalancePlan.For(state, RebalanceRequest.DefaultMoves, RebalanceRequest.DefaultPerService, StillCluster.Now);

    private static IEnumerable<ServiceTask> Live(Snapshot state) => state.Tasks.Where(t => t.IsInService);

    private static IEnumerable<string> Kept(Snapshot state) =>
        from task in Live(state)
        let service = state.Find(task.ServiceId)
        where service.Spec.Mode == ServiceMode.Global || service.Spec.Container.Mounts.Count > 0
        orderby task.Id
        select $"{task.Id} {task.NodeId}";

    private static async Task<StillCluster> UnevenAsync(int seed)
    {
        var cluster = await StillCluster.OpenAsync(seed, Ct);
        var stacks = new RandomStacks(new Random(seed), IdSource.Seeded(seed + 1_000_000));
        var nodes = stacks.Nodes();
        await cluster.AddNodesAsync(nodes.Select((n, i) => i % 2 == 1 ? n with { Availability = NodeAvailability.Drain } : n), SchedulingStrategy.Spread, Ct);
        await cluster.Store.UpdateAsync(tx => StillCluster.Deploy(tx, stacks.Stack("shop")) + StillCluster.Deploy(tx, stacks.Stack("other")), Ct);
        await cluster.SettleAsync(Ct);
        await cluster.AddNodesAsync(nodes, SchedulingStrategy.Spread, Ct);
        await cluster.SettleAsync(Ct);
        return cluster;
    }
}
