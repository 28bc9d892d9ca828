using System.Net;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Tests.Worker.Docker;

public sealed class NodeNetworksTests : IAsyncDisposable
{
    private readonly WorkerNode _worker = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_range_and_the_gateway_of_an_external_network_are_the_engines()
    {
        await MakeAsync("ext", "10.55.77.0/24", "10.55.77.9");
        _worker.Node.Networks.Assign([External("ext")]);

        await _worker.Node.Networks.EnsureAsync("ext", Ct);

        Assert.Equal(new ExternalRange("10.55.77.0/24", "10.55.77.9"), _worker.Learned["ext"]);
        Assert.Equal(IPAddress.Parse("10.55.77.9"), _worker.Node.Networks.GatewayOf("ext"));
    }

    [Fact]
    public async Task An_external_network_that_was_made_again_is_learned_again()
    {
        await MakeAsync("ext", "10.55.77.0/24", "10.55.77.1");
        _worker.Node.Networks.Assign([External("ext")]);
        await _worker.Node.Networks.LearnAsync(Ct);

        await _worker.Engine.Networks.RemoveAsync("ext", Ct);
        await _worker.Node.Networks.LearnAsync(Ct);
        Assert.Empty(_worker.Learned);

        await MakeAsync("ext", "10.55.78.0/24", "10.55.78.1");
        await _worker.Node.Networks.EnsureAsync("ext", Ct);
        Assert.Equal("10.55.78.0/24", _worker.Learned["ext"].Subnet);
    }

    [Fact]
    public async Task A_task_on_an_external_network_that_does_not_exist_fails_by_its_name()
    {
        var said = await EndAsync("nowhere");

        Assert.Equal("The engine could not join the network 'nowhere': it is external and does not exist on this node: create it first.", said.Message);
    }

    [Fact]
    public async Task A_task_on_an_external_network_without_a_bridge_of_this_node_fails_by_its_name()
    {
        await MakeAsync("lan", "10.55.77.0/24", "10.55.77.1", driver: "macvlan");

        var said = await EndAsync("lan");

        Assert.Equal(
            "The engine could not join the network 'lan': it is external and has the driver 'macvlan': names and published ports need "
            + "a bridge network with an IPv4 range.",
            said.Message);
    }

    [Theory]
    [InlineData("No address range is free for network 'shop_default': all are used.", "No address range is free for network 'shop_default': all are used.")]
    [InlineData(null, "Network 'shop_default' has no address range on this node yet; waiting for one.")]
    public async Task A_task_on_a_network_without_a_range_waits_and_says_so(string? problem, string told)
    {
        var task = OnNetwork("shop_default");
        var network = new AssignedNetwork(new NetworkSpec("shop_default"), "shop", null, []);
        await StartAsync(network with { Problem = problem }, task);

        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.Message == told);
        Assert.Equal(TaskState.Preparing, _worker.Said(task.Id)?.State);
        Assert.DoesNotContain(await _worker.Engine.Networks.ListAsync(EngineFilter.None, Ct), n => n.Name == "shop_default");

        _worker.Node.Networks.Assign([network with { Subnet = "10.128.0.0/25" }]);
        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.State == TaskState.Running);
    }

    [Fact]
    public async Task A_range_that_an_interface_of_the_machine_has_is_refused_until_another_is_given()
    {
        _worker.Interfaces.Add("10.128.0.0/24");
        var network = new AssignedNetwork(new NetworkSpec("shop_default"), "shop", "10.128.0.0/25", []);
        var task = OnNetwork("shop_default");
        await StartAsync(network, task);

        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.Message
            == "The range 10.128.0.0/25 of network 'shop_default' is in use by another network on this node; waiting for another range.");
        Assert.Equal([new RefusedRange("shop_default", "10.128.0.0/25")], _worker.Node.Networks.Refused);

        // The manager may be giving another at this moment: what is refused stays so.
        _worker.Interfaces.Clear();
        await _worker.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(TaskState.Preparing, _worker.Said(task.Id)?.State);

        _worker.Node.Networks.Assign([network with { Subnet = "10.128.1.0/25" }]);
        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.State == TaskState.Running);
        Assert.Empty(_worker.Node.Networks.Refused);
    }

    [Fact]
    public async Task Tasks_that_start_together_have_the_engine_asked_once_for_their_network()
    {
        var asked = 0;
        _worker.Engine.Gate.Duration = _ => TimeSpan.FromMilliseconds(20);
        _worker.Engine.Gate.Fault = call =>
        {
            asked += call.ToString().Contains("shop_default", StringComparison.Ordinal) ? 1 : 0;
            return null;
        };
        _worker.Node.Networks.Assign([new AssignedNetwork(new NetworkSpec("shop_default"), "shop", "10.128.0.0/25", [])]);

        var all = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _worker.Node.Networks.EnsureAsync("shop_default", Ct)));
        await _worker.AdvanceUntilAsync(() => all.IsCompleted);
        await all;

        // Once whether it is there, and once to make it.
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_range_that_the_engine_refuses_is_told_to_the_manager_by_its_network()
    {
        await MakeAsync("theirs", "10.128.0.0/24", "10.128.0.1");
        var task = OnNetwork("shop_default");

        await StartAsync(new AssignedNetwork(new NetworkSpec("shop_default"), "shop", "10.128.0.0/25", []), task);

        await WorkerNode.UntilAsync(() => _worker.Node.Networks.Refused.Count > 0);
        Assert.Equal([new RefusedRange("shop_default", "10.128.0.0/25")], _worker.Node.Networks.Refused);
    }

    [Fact]
    public async Task A_refused_range_is_tried_again_where_no_other_can_be_had()
    {
        _worker.Interfaces.Add("10.128.0.0/24");
        var network = new AssignedNetwork(new NetworkSpec("shop_default"), "shop", "10.128.0.0/25", []) { Problem = "No address range is free." };
        var task = OnNetwork("shop_default");
        await StartAsync(network, task);
        await WorkerNode.UntilAsync(() => _worker.Node.Networks.Refused.Count == 1);

        _worker.Interfaces.Clear();

        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.State == TaskState.Running);
        Assert.Empty(_worker.Node.Networks.Refused);
    }

    [Fact]
    public async Task What_the_engine_has_is_told_as_it_was_made_and_not_as_it_is_asked_for_since()
    {
        var made = new NetworkSpec("shop_back")
        {
            Internal = true,
            Options = new Dictionary<string, string> { ["mtu"] = "1400" },
            Labels = new Dictionary<string, string> { ["tier"] = "gold", ["com.docker.stack.namespace"] = "theirs" },
        };
        var assigned = new AssignedNetwork(made, "shop", "10.128.0.0/25", []);
        _worker.Node.Networks.Assign([assigned]);
        await _worker.Node.Networks.EnsureAsync("shop_back", Ct);
        Assert.Equal(Text(made with { Subnet = "10.128.0.0/25" }), Text(Assert.Single((await _worker.Node.Networks.SurveyAsync(Ct)).Made)));

        _worker.Node.Networks.Assign([assigned with { Spec = new NetworkSpec("shop_back") }]);

        var told = Assert.Single((await _worker.Node.Networks.SurveyAsync(Ct)).Made);
        Assert.True(told.Internal);
        Assert.Equal(["mtu"], told.Options.Keys);
        Assert.Equal(["tier"], told.Labels.Keys);
    }

    [Fact]
    public async Task Options_that_an_engine_adds_of_its_own_are_not_told_of_a_network_of_an_earlier_release()
    {
        var labels = new Dictionary<string, string> { ["dev.gantry.cluster"] = WorkerNode.Cluster, ["dev.gantry.stack"] = "shop" };
        var options = new Dictionary<string, string> { ["com.docker.network.enable_ipv4"] = "true", ["mtu"] = "1400" };
        await _worker.Engine.Networks.CreateAsync(
            new CreateNetwork("shop_back") { Labels = labels, Options = options, Addressing = new NetworkAddressing { Config = [new AddressPool("10.128.0.0/25")] } }, Ct);
        var wanted = new NetworkSpec("shop_back") { Options = new Dictionary<string, string> { ["mtu"] = "1400" } };
        _worker.Node.Networks.Assign([new AssignedNetwork(wanted, "shop", "10.128.0.0/25", [])]);

        Assert.Equal(Text(wanted with { Subnet = "10.128.0.0/25" }), Text(Assert.Single((await _worker.Node.Networks.SurveyAsync(Ct)).Made)));
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private static string Text(NetworkSpec spec) => Model.Json.CompactJson.Write(spec);

    private static AssignedNetwork External(string name) => new(new NetworkSpec(name, External: true), null, null, []);

    private Task<string> MakeAsync(string name, string subnet, string gateway, string driver = "bridge") => _worker.Engine.Networks.CreateAsync(
        new CreateNetwork(name) { Driver = driver, Addressing = new NetworkAddressing { Config = [new AddressPool(subnet, gateway)] } }, Ct);

    private AssignedTask OnNetwork(string network) =>
        _worker.NewTask(spec: new Model.Services.ContainerSpec("sim:runs") { Networks = [new Model.Services.NetworkAttachment(network, [])] });

    private async Task<ObservedTask> EndAsync(string network)
    {
        var task = OnNetwork(network);
        await StartAsync(External(network), task);
        return await _worker.ReachesAsync(task, TaskState.Failed);
    }

    private async Task StartAsync(AssignedNetwork network, AssignedTask task)
    {
        _worker.Engine.AddLocalImage("sim:runs");
        _worker.Node.Networks.Assign([network]);
        await _worker.Tasks.StartAsync(Ct);
        await _worker.Tasks.PostAsync(
            new Gantry.Worker.Tasks.NodeTasksInput.Assigned(new Assignments(Term: 1, Version: 1, IsFull: true, [task], []) { Networks = [network] }), Ct);
    }
}
