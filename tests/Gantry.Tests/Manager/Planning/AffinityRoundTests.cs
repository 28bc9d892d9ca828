using Gantry.Manager.Planning;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Manager.Planning;

/// <summary>Rounds that look only at what changed.</summary>
public sealed class AffinityRoundTests
{
    [Fact]
    public async Task What_waits_for_another_service_is_placed_as_soon_as_that_one_is()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await StillCluster.OpenAsync(1, ct);
        var node = new Node(
            IdSource.Seeded(5).NextNode(), "n1", NodeState.Ready, NodeAvailability.Active, "192.0.2.1",
            NodeFacts.Unknown with { Os = "linux", Architecture = "amd64", Cpus = 4, MemoryBytes = 4L << 30 }, 0, StillCluster.Now);
        await cluster.AddNodesAsync([node], SchedulingStrategy.Spread, ct);
        await cluster.Store.UpdateAsync(tx => StillCluster.Deploy(tx, Stack()), ct);
        await cluster.SettleAsync(ct);
        Assert.Equal("nowhere", StillCluster.Placed(cluster.Store.Current, "shop")["shop_api.1"]);

        var before = cluster.Store.Current.Revision;
        await cluster.Store.UpdateAsync(tx => tx.Put(tx.State.FindService("shop", "db")! with { Overrides = new ServiceOverrides { Replicas = 1 } }), ct);
        for (var round = 0; round < 3; round++)
        {
            var changes = cluster.Store.ChangesAfter(before).SelectMany(set => set.Changes).ToList();
            before = cluster.Store.Current.Revision;
            await cluster.Store.UpdateAsync(tx => ClusterStep.Advance(tx, LookAt.At(changes), StillCluster.Now, cluster.Ids), ct);
        }

        Assert.Equal(["n1", "n1"], StillCluster.Placed(cluster.Store.Current, "shop").Values);
    }

    private static StackSpec Stack() => new(
        "shop",
        [
            new ServiceSpec("api", new ContainerSpec("api:1")) { Placement = Placement.Anywhere with { Affinities = [new ServiceAffinity("db")] } },
            new ServiceSpec("db", new ContainerSpec("db:1"), Replicas: 0),
        ],
        [],
        []);
}
