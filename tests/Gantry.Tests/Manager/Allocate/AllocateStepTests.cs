using Gantry.Manager.Control;
using Gantry.Manager.Dispatch;
using Gantry.Manager.Planning.Explaining;
using Gantry.Manager.State;
using Gantry.Model.Ids;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Tests.Manager.Control;
using Gantry.Tests.Manager.Planning;

namespace Gantry.Tests.Manager.Allocate;

public sealed class AllocateStepTests
{
    private const string NoPort =
        "No port is left for 80/tcp of service 'shop_web': all of 30000-32767 are published. Write a published port outside that range, or remove one.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_gets_no_range_is_told_why()
    {
        await using var rig = await ChangeRig.OpenAsync();
        var node = await AddNodeAsync(rig, index: 1, pool: "10.128.0.0/18");

        await rig.DeployAsync(Shop([new NetworkSpec("shop_default")], Web(network: "shop_default")));

        var network = Assert.Single(NodeAssignments.For(SharedAssignments.Of(rig.State), node).Networks);
        Assert.Null(network.Subnet);
        Assert.StartsWith("No address range is free for network 'shop_default': address pool 10.128.0.0/18 has room for 1 nodes", network.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_that_somebody_else_comes_to_use_stays_until_its_node_cannot_use_it()
    {
        await using var rig = await ChangeRig.OpenAsync();
        var id = await AddNodeAsync(rig, index: 0);
        await rig.DeployAsync(Shop([new NetworkSpec("shop_default")], Web(network: "shop_default")));
        var given = Subnet();
        Assert.Equal("10.128.0.0/25", given);

        await ChangeAsync(rig, id, n => n with { ForeignRanges = ["10.128.0.0/24"] });
        Assert.Equal(given, Subnet());

        await ChangeAsync(rig, id, n => n with { RefusedRanges = [new RefusedRange("shop_default", "10.128.0.0/25")] });
        Assert.Equal("10.128.1.0/25", Subnet());

        // Who refused the first has said nothing of the second.
        await ChangeAsync(rig, id, n => n with { ForeignRanges = [] });
        Assert.Equal("10.128.1.0/25", Subnet());

        string? Subnet() => Assert.Single(NodeAssignments.For(SharedAssignments.Of(rig.State), id).Networks).Subnet;
    }

    [Fact]
    public async Task A_node_that_can_get_no_other_range_keeps_what_it_refused_and_is_told_why()
    {
        await using var rig = await ChangeRig.OpenAsync();
        var id = await AddNodeAsync(rig, index: 0);
        await rig.DeployAsync(Shop([new NetworkSpec("shop_default")], Web(network: "shop_default")));

        await ChangeAsync(rig, id, n => n with { ForeignRanges = ["10.128.0.0/9"], RefusedRanges = [new RefusedRange("shop_default", "10.128.0.0/25")] });
        var stuck = Assert.Single(NodeAssignments.For(SharedAssignments.Of(rig.State), id).Networks);
        await ChangeAsync(rig, id, n => n with { ForeignRanges = [], RefusedRanges = [] });
        var free = Assert.Single(NodeAssignments.For(SharedAssignments.Of(rig.State), id).Networks);

        Assert.Equal("10.128.0.0/25", stuck.Subnet);
        Assert.StartsWith("No address range is free for network 'shop_default'", stuck.Problem, StringComparison.Ordinal);
        Assert.Equal(("10.128.0.0/25", null), (free.Subnet, free.Problem));
    }

    [Fact]
    public async Task An_external_network_gets_no_range_of_ours()
    {
        await using var rig = await ChangeRig.OpenAsync();
        var node = await AddNodeAsync(rig, index: 0);

        await rig.DeployAsync(Shop([new NetworkSpec("lan", External: true)], Web(network: "lan")));

        var network = Assert.Single(NodeAssignments.For(SharedAssignments.Of(rig.State), node).Networks);
        Assert.Null(network.Subnet);
        Assert.Null(network.Problem);
    }

    [Fact]
    public async Task A_network_that_two_stacks_share_stays_the_one_of_its_maker()
    {
        await using var rig = await ChangeRig.OpenAsync();
        var node = await AddNodeAsync(rig, index: 0);
        await rig.DeployAsync(Shop([new NetworkSpec("shop_default")], Web(network: "shop_default")));
        var before = Assert.Single(NodeAssignments.For(SharedAssignments.Of(rig.State), node).Networks);

        var guest = Shop([new NetworkSpec("shop_default", External: true)], Web(network: "shop_default")) with { Name = "guest" };
        await rig.DeployAsync(guest);

        var shared = Assert.Single(NodeAssignments.For(SharedAssignments.Of(rig.State), node).Networks);
        Assert.Equal(("shop", false, before.Subnet), (shared.Stack, shared.Spec.External, shared.Subnet));
        Assert.NotNull(shared.Subnet);
    }

    [Fact]
    public async Task A_port_that_cannot_be_chosen_is_refused_before_anything_is_made()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await TakeAsync(rig, 30_000, 2_768);

        var refused = Assert.IsType<ChangeOutcome.Refused>(await rig.DeployAsync(Shop([], Web(publishes: true))));

        Assert.Contains(NoPort, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_whose_port_was_taken_meanwhile_waits_and_says_so_until_one_is_free()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await AddNodeAsync(rig, index: 0);

        // Accepted while a port was free, and somebody else has it by the time that the service is made.
        await rig.ApplyAsync(context =>
        {
            var request = new PreparedDeploy(Shop([], Web(publishes: true)), [], [], Prune: true, StackCondition.None);
            var accepted = ChangeRig.Deployer().Apply(context, request);
            Take(context.Tx, 30_000, 2_768);
            return accepted;
        });

        var task = Assert.Single(rig.State.TasksOf(rig.Service("web").Id));
        Assert.Equal(DesiredState.Ready, task.Desired);
        Assert.Equal($"It is waiting for a port: {NoPort}", TaskExplanation.Of(rig.State, task, StillCluster.Now).Summary);

        await TakeAsync(rig, 30_001, 2_767);
        await rig.ApplyAsync(c => ScaleService.Apply(c, rig.Service("web").Id, 1, ServiceCondition.None));

        Assert.Equal(30_000, rig.Service("web").Numbered(new PublishedPort(80)).Published);
        Assert.Equal(DesiredState.Running, Assert.Single(rig.State.TasksOf(rig.Service("web").Id)).Desired);
    }

    private static async Task ChangeAsync(ChangeRig rig, NodeId id, Func<Node, Node> change)
    {
        await rig.Store.UpdateAsync(tx => tx.Put(change(tx.State.Find(id) ?? throw new InvalidOperationException("No node."))), Ct);
        await rig.ApplyAsync(c => ScaleService.Apply(c, rig.Service("web").Id, rig.Service("web").Spec.Replicas + 1, ServiceCondition.None));
    }

    private static async Task TakeAsync(ChangeRig rig, int first, int count) => await rig.Store.UpdateAsync(tx => Take(tx, first, count), Ct);

    private static bool Take(Transaction tx, int first, int count)
    {
        var spec = new ServiceSpec("ports", new ContainerSpec("web:1")) { Replicas = 0, Ports = [.. Enumerable.Range(first, count).Select(p => new PublishedPort(80, p))] };
        tx.Put(new Service(IdSource.Seeded(5).NextService(), "all", spec, ServiceOverrides.None, 1, StillCluster.Now, StillCluster.Now));
        return true;
    }

    private static StackSpec Shop(IReadOnlyList<NetworkSpec> networks, params ServiceSpec[] services) => new("shop", services, networks, []);

    private static ServiceSpec Web(string? network = null, bool publishes = false) =>
        new("web", new ContainerSpec("web:1") { Networks = network is null ? [] : [new NetworkAttachment(network, [])] })
        {
            Ports = publishes ? [new PublishedPort(80)] : [],
        };

    private static async Task<NodeId> AddNodeAsync(ChangeRig rig, int index, string pool = "10.128.0.0/9")
    {
        var facts = new NodeFacts("linux", "amd64", "20.10.24", "1.41", 4, 1L << 33, 1L << 36);
        return await rig.Store.UpdateAsync(
            tx =>
            {
                var node = new Node(
                    IdSource.Seeded(3).NextNode(), "n1", NodeState.Ready, NodeAvailability.Active, "10.0.0.1", facts, index, StillCluster.Now);
                tx.Put(node);
                tx.Put(tx.State.Settings with { AddressPool = pool });
                return node.Id;
            },
            Ct);
    }
}
