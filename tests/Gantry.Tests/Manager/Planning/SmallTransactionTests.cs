using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Ids;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Volumes;
using Gantry.Tests.Manager.Control;

namespace Gantry.Tests.Manager.Planning;

/// <summary>A store may take as few operations at once as etcd does: whatever is larger is done in steps, and comes to the same.</summary>
public sealed class SmallTransactionTests : IAsyncLifetime
{
    private const int Services = 150;
    private const int Replicas = 300;

    private static readonly BackendLimits AsEtcd = new(Operations: 128, Bytes: 1_500_000);

    private StillCluster _cluster = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Snapshot State => _cluster.Store.Current;

    public async ValueTask InitializeAsync()
    {
        _cluster = await StillCluster.OpenAsync(1, Ct, AsEtcd);
        await _cluster.AddNodesAsync(Enumerable.Range(0, 3).Select(i => NodeOf(_cluster.Ids, i)), SchedulingStrategy.RoundRobin, Ct);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_service_of_more_replicas_than_a_transaction_takes_is_made_changed_and_scaled_to_nothing()
    {
        await DeployAsync(Web(Replicas, "web:1"));
        Assert.Equal(Replicas, InService());
        Assert.Equal([100, 100, 100], State.Nodes.Select(n => State.TasksOn(n.Id).Count(t => t.IsInService)));

        await DeployAsync(Web(Replicas, "web:2"));
        Assert.Equal(Replicas, State.Tasks.Count(t => t.IsInService && t.Revision == 2));

        await DeployAsync(Web(0, "web:2"));
        Assert.Equal(0, InService());
    }

    [Fact]
    public async Task Each_of_more_tasks_than_a_transaction_takes_says_why_it_has_no_place()
    {
        var large = new ContainerSpec("web:1") { Reservation = new Reservation(MemoryBytes: 100L << 30) };
        await DeployAsync(new StackSpec("shop", [new ServiceSpec("web", large) { Replicas = Replicas }], [], []));

        Assert.Equal(30, InService());
        var waiting = State.Tasks.Where(t => t.NodeId is null).ToList();
        Assert.Equal(Replicas - 30, waiting.Count);
        Assert.All(waiting, t => Assert.Contains("memory", t.Observed.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stack_of_more_services_networks_and_volumes_than_a_transaction_takes_comes_stops_starts_and_goes()
    {
        await DeployAsync(Large());
        Assert.Equal((Services, Services, Services), (InService(), State.NetworksOf("shop").Count(), State.VolumesOf("shop").Count()));

        await StopAsync(stop: true);
        Assert.Equal(0, InService());
        await StopAsync(stop: false);
        Assert.Equal(Services, InService());

        await DeployAsync(new StackSpec("shop", [Large().Services[0]], [], []));
        Assert.Equal(1, InService());
        Assert.Single(State.ServicesOf("shop"));

        await DeployAsync(Large());
        await ApplyAsync(context => RemoveStack.Apply(context, "shop", volumes: true, StackCondition.None));
        Assert.Empty(State.Stacks);
        Assert.Empty(State.Services);
        Assert.Empty(State.Networks);
        Assert.Empty(State.Volumes);
    }

    [Fact]
    public async Task Services_that_restart_with_others_are_replaced_once_however_many_ways_lead_to_them()
    {
        await DeployAsync(Layers("web:1"));

        await DeployAsync(Layers("web:2"));

        Assert.All(State.Services, s => Assert.Equal(2, s.Revision));
        Assert.All(State.Tasks.Where(t => t.IsLive), t => Assert.Equal((2, true), (t.Revision, t.IsInService)));
    }

    /// <summary>Each layer has two services that restart with both of the layer below; only the lowest one's image is given.</summary>
    private static StackSpec Layers(string lowest) => new(
        "shop",
        [.. Enumerable.Range(0, 80).Select(i => new ServiceSpec($"s{i:000}", new ContainerSpec(i < 2 ? lowest : "web:1"))
        {
            DependsOn = i < 2 ? [] : [.. Enumerable.Range((i / 2 * 2) - 2, 2).Select(below => new Dependency($"s{below:000}") { Restart = true })],
        })],
        [],
        []);

    private static StackSpec Web(int replicas, string image) =>
        new("shop", [new ServiceSpec("web", new ContainerSpec(image)) { Replicas = replicas }], [], []);

    private static StackSpec Large() => new(
        "shop",
        [.. Enumerable.Range(0, Services).Select(i => new ServiceSpec($"s{i:000}", new ContainerSpec("web:1")
        {
            Networks = [new NetworkAttachment($"shop_n{i:000}", [])],
            Mounts = [new Mount(MountType.Volume, $"shop_v{i:000}", "/data")],
        }))],
        [.. Enumerable.Range(0, Services).Select(i => new NetworkSpec($"shop_n{i:000}"))],
        [.. Enumerable.Range(0, Services).Select(i => new VolumeSpec($"shop_v{i:000}"))]);

    private static Node NodeOf(IdSource ids, int index) => new(
        ids.NextNode(), $"n{index}", NodeState.Ready, NodeAvailability.Active, "192.0.2.1", NodeFacts.Unknown with { Cpus = 1_000, MemoryBytes = 1L << 40 }, index,
        StillCluster.Now);

    private int InService() => State.Tasks.Count(t => t.IsInService);

    private Task DeployAsync(StackSpec spec) =>
        ApplyAsync(context => ChangeRig.Deployer().Apply(context, new PreparedDeploy(spec, [], [], Prune: true, StackCondition.None)));

    private Task StopAsync(bool stop) => ApplyAsync(context => StopStack.Apply(context, "shop", stop, StackCondition.None));

    private async Task ApplyAsync(Func<ChangeContext, ChangeOutcome> apply)
    {
        var outcome = await _cluster.Store.UpdateAsync(tx => apply(new ChangeContext(tx, "ann", StillCluster.Now, _cluster.Ids)), Ct);
        Assert.IsType<ChangeOutcome.Made>(outcome);
        await _cluster.SettleAsync(Ct);
    }
}
