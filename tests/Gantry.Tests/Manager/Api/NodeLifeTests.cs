using System.Net;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Events;
using Gantry.Model.Nodes;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Tests.Manager.Api;

/// <summary>Nodes that are given up and removed.</summary>
public sealed class NodeLifeTests
{
    private static readonly NodeId Other = NodeId.Parse("bbbbbbbbbbbbbbbb");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(NodeState.Down, NodeAvailability.Active)]
    [InlineData(NodeState.Ready, NodeAvailability.Drain)]
    [InlineData(NodeState.Unknown, NodeAvailability.Active)]
    public async Task A_node_that_is_down_or_has_nothing_to_do_is_removed(NodeState state, NodeAvailability availability)
    {
        await using var rig = await StartAsync(state, availability);

        using var answer = await rig.SendAsync(HttpMethod.Delete, "/v1/nodes/n2");

        Assert.Equal("n2", (await ApiRig.ReadAsync(answer, ApiJson.Default.NodeItem)).Name);
        Assert.Null(rig.Store.Current.Find(Other));
        var removed = Assert.Single(await EventsAsync(rig), e => e.Type == EventType.NodeRemoved);
        Assert.Equal(("ann removed node n2.", Other), (removed.Message, removed.NodeId));
    }

    [Theory]
    [InlineData("n1", "Node n1 is a server's own worker and stays as long as the server does.")]
    [InlineData("n2", "Node n2 is not down and may run tasks: drain it first with 'gantry node drain n2'.")]
    public async Task A_node_that_is_needed_is_not_removed(string node, string reason)
    {
        await using var rig = await StartAsync(NodeState.Ready, NodeAvailability.Active);

        using var answer = await rig.SendAsync(HttpMethod.Delete, $"/v1/nodes/{node}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.StartsWith(reason, (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Detail, StringComparison.Ordinal);
        Assert.Equal(2, rig.Store.Current.Nodes.Count());
    }

    [Fact]
    public async Task What_a_removed_node_ran_is_replaced_and_what_it_was_given_is_free()
    {
        await using var rig = await StartAsync(NodeState.Ready, NodeAvailability.Active);
        (await rig.SendAsync(HttpMethod.Post, "/v1/nodes/n1/update", """{"availability":"pause"}""")).Dispose();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1}}")).Dispose();
        await rig.WhenInServiceAsync("shop", 1);
        (await rig.SendAsync(HttpMethod.Post, "/v1/nodes/n1/update", """{"availability":"active"}""")).Dispose();

        (await rig.SendAsync(HttpMethod.Delete, "/v1/nodes/n2?force=true")).EnsureSuccessStatusCode().Dispose();

        await rig.WhenAsync(state => state.Tasks.Any(t => t.IsInService && state.Find(t.NodeId!.Value)?.Name == "n1"));
        Assert.Equal("Its node was removed from the cluster.", Assert.Single(rig.Store.Current.Tasks, t => t.State == TaskState.Orphaned).Observed.Message);
        await rig.WhenAsync(state => state.Networks.All(n => !n.Subnets.ContainsKey(Other)));
        Assert.Contains(await EventsAsync(rig), e => e.Message == "ann removed node n2. Its task is replaced elsewhere.");
    }

    [Fact]
    public async Task The_only_home_of_a_volume_is_removed_by_force_alone()
    {
        await using var rig = await StartAsync(NodeState.Down, NodeAvailability.Active);
        await rig.Store.UpdateAsync(tx => tx.Put(new Volume(null, new VolumeSpec("shop_data"), [Other])), Ct);

        using var answer = await rig.SendAsync(HttpMethod.Delete, "/v1/nodes/n2");
        using var forced = await rig.SendAsync(HttpMethod.Delete, "/v1/nodes/n2?force=true");

        Assert.StartsWith("Node n2 alone has the data of volume shop_data:", (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Detail, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK), (answer.StatusCode, forced.StatusCode));
        await rig.WhenAsync(state => state.FindVolume("shop_data") is { Nodes.Count: 0 });
    }

    [Theory]
    [InlineData(NodeState.Suspected, null)]
    [InlineData(NodeState.Ready, NodeLoss.HeldBack)]
    [InlineData(NodeState.Down, null)]
    public async Task A_silent_node_that_is_declared_lost_is_down(NodeState state, string? problem)
    {
        await using var rig = await StartAsync(state, NodeAvailability.Active, problem);

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/nodes/n2/declare-lost");

        Assert.Equal(NodeState.Down, (await ApiRig.ReadAsync(answer, ApiJson.Default.NodeItem)).State);
        var told = (await EventsAsync(rig)).Where(e => e.Type == EventType.NodeDown).Select(e => e.Message);
        Assert.Equal(state == NodeState.Down ? [] : ["ann declared node n2 lost: its tasks are replaced elsewhere."], told);
    }

    [Theory]
    [InlineData(NodeState.Ready, "Node n2 answers, or did so within the last 3 s, so it is not lost.")]
    [InlineData(NodeState.EngineDown, "Node n2 answers, or did so within the last 3 s, so it is not lost.")]
    [InlineData(NodeState.Unknown, "Node n2 has never answered, so nothing of it can be lost.")]
    public async Task A_node_that_answers_cannot_be_declared_lost(NodeState state, string reason)
    {
        await using var rig = await StartAsync(state, NodeAvailability.Active);

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/nodes/n2/declare-lost");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.StartsWith(reason, (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Detail, StringComparison.Ordinal);
        Assert.Equal(state, rig.Store.Current.Find(Other)!.State);
    }

    private static async Task<ApiRig> StartAsync(NodeState state, NodeAvailability availability, string? problem = null)
    {
        var rig = await ApiRig.StartAsync();
        await rig.Store.UpdateAsync(
            tx => tx.Put(tx.State.FindNode("n1")! with
            {
                Id = Other,
                Name = "n2",
                Index = 1,
                State = state,
                Availability = availability,
                Problem = problem,
                KeyHash = "ab",
            }),
            Ct);
        return rig;
    }

    private static async Task<IReadOnlyList<ClusterEvent>> EventsAsync(ApiRig rig) =>
        [.. (await rig.Store.ReadEventsAsync(new(default, 1_000), Ct)).Select(e => e.Event)];
}
