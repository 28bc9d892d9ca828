using System.Net;
using Gantry.Model.Api;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Settings;

namespace Gantry.Tests.Manager.Api;

/// <summary>What holds for the whole cluster, as it is read and changed over HTTP.</summary>
public sealed class ClusterTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_use_of_the_address_pool_is_shown_for_each_node()
    {
        await using var rig = await ApiRig.StartAsync();
        await SetForeignAsync(rig, "10.128.63.0/24");
        await rig.DeployedAsync();

        var cluster = await rig.GetAsync("/v1/cluster", ApiJson.Default.ClusterItem);

        Assert.Equal(("10.128.0.0/9", 512, SchedulingStrategy.Spread), (cluster.AddressPool, cluster.MostNodes, cluster.Strategy));
        Assert.Equal(new NodeAddresses("n1", "10.128.0.0/18", Used: 1, Blocked: 2, Total: 128), Assert.Single(cluster.Nodes));
    }

    [Fact]
    public async Task A_network_that_waits_for_a_range_gets_one_of_another_pool()
    {
        await using var rig = await ApiRig.StartAsync();
        await SetForeignAsync(rig, "10.128.0.0/9");
        await rig.DeployedAsync();
        Assert.Single(Assert.Single(rig.Store.Current.Networks).Problems);

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/cluster/update", """{"addressPool":"172.20.0.0/14"}""");

        answer.EnsureSuccessStatusCode();
        // At once, not when the reconcile duty looks at everything, as it does every 30 s.
        await rig.WhenAsync(
            state => state.Networks.All(n => n.Problems.Count == 0 && n.Subnets.Values.SequenceEqual(["172.20.0.0/25"])), seconds: 15);
        using var events = await rig.SendAsync(HttpMethod.Get, "/v1/events");
        Assert.Contains(" set address pool 172.20.0.0/14 for the cluster.", await events.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_long_certificates_of_nodes_are_good_is_shown_and_changed()
    {
        await using var rig = await ApiRig.StartAsync();
        Assert.Equal(TimeSpan.FromDays(90), (await rig.GetAsync("/v1/cluster", ApiJson.Default.ClusterItem)).NodeCertificateLife);

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/cluster/update", """{"nodeCertificateLife":"12:00:00"}""");

        Assert.Equal(TimeSpan.FromHours(12), (await ApiRig.ReadAsync(answer, ApiJson.Default.ClusterItem)).NodeCertificateLife);
        using var events = await rig.SendAsync(HttpMethod.Get, "/v1/events");
        Assert.Contains(" set certificates of nodes to 12 h for the cluster.", await events.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spread", 2)]
    [InlineData("binpack", 1)]
    public async Task The_strategy_of_the_cluster_ranks_nodes_for_services_that_name_none(string strategy, int nodes)
    {
        await using var rig = await ApiRig.StartAsync();
        await rig.Store.UpdateAsync(tx => tx.Put(tx.State.FindNode("n1")! with { Id = IdSource.Seeded(9).NextNode(), Name = "n2", Index = 1 }), Ct);

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/cluster/update", $$"""{"strategy":"{{strategy}}"}""");
        answer.EnsureSuccessStatusCode();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1, deploy: {replicas: 4, resources: {reservations: {cpus: '0.1'}}}}}")).Dispose();

        await rig.WhenAsync(state => state.Tasks.Count(t => t.NodeId is not null) == 4);
        Assert.Equal(nodes, rig.Store.Current.Tasks.Select(t => t.NodeId).Distinct().Count());
    }

    [Theory]
    [InlineData("""{"addressPool":"10.0.0.0"}""", "'10.0.0.0' is not an IPv4 network.")]
    [InlineData("""{"addressPool":"10.0.0.1/9"}""", "'10.0.0.1/9' is not an IPv4 network.")]
    [InlineData("""{"addressPool":"10.0.0.0/19"}""", "Address pool 10.0.0.0/19 is too small: each node gets a /18 of it.")]
    [InlineData("""{"heartbeatEvery":"00:00:00.05"}""", "The heartbeat is every 100 ms to 1 min, not every 50 ms.")]
    [InlineData("""{"heartbeatEvery":"00:00:02"}""", "A node is suspected after two heartbeats at the earliest, and those take 4 s: 3 s is too soon.")]
    [InlineData("""{"downAfter":"00:00:03"}""", "A node counts as down some time after it is suspected (3 s) and within a day: 3 s cannot be.")]
    [InlineData("""{"downAfter":"00:00:20"}""", "The grace after a restart is as long as it takes until a node counts as down (20 s), or longer, and at most a day: 15 s cannot be.")]
    [InlineData("""{"rebalance":"always"}""", "The rebalancing of a cluster is manual or auto.")]
    [InlineData("""{"nodeCertificateLife":"00:59:59"}""", "The certificate of a node is good for 1 hour to 825 days.")]
    [InlineData("""{"nodeCertificateLife":"825.00:00:01"}""", "The certificate of a node is good for 1 hour to 825 days.")]
    [InlineData("""{"strategy":"random"}""", "The strategy of a cluster is spread, binpack, roundrobin or epvm.")]
    public async Task What_cannot_be_is_refused_by_name(string body, string reason)
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/cluster/update", body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.StartsWith(reason, (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_without_room_for_the_nodes_that_there_are_is_refused()
    {
        await using var rig = await ApiRig.StartAsync();
        await ChangeNodeAsync(rig, n => n with { Index = 4 });

        using var answer = await rig.SendAsync(HttpMethod.Post, "/v1/cluster/update", """{"addressPool":"10.0.0.0/16"}""");

        var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
        Assert.Equal("Address pool 10.0.0.0/16 has room for 4 nodes of /18 each, and this cluster has one of number 5. Write a larger pool.", problem.Detail);
    }

    [Fact]
    public async Task How_soon_silent_nodes_are_noticed_is_said_in_parts_and_shown_whole()
    {
        await using var rig = await ApiRig.StartAsync();

        using var first = await rig.SendAsync(HttpMethod.Post, "/v1/cluster/update", """{"downAfter":"00:00:12","rebalance":"auto"}""");
        using var second = await rig.SendAsync(HttpMethod.Post, "/v1/cluster/update", """{"heartbeatEvery":"00:00:00.5"}""");

        var shown = await rig.GetAsync("/v1/cluster", ApiJson.Default.ClusterItem);
        Assert.Equal("heartbeat every 500 ms, suspected after 3 s, down after 12 s, 15 s of grace after a restart", shown.Liveness.ToString());
        Assert.Equal((RebalanceMode.Auto, shown.Liveness), (shown.Rebalance, rig.Store.Current.Settings.Liveness));
    }

    [Fact]
    public async Task Settings_that_somebody_else_changed_meanwhile_are_left_alone()
    {
        await using var rig = await ApiRig.StartAsync();
        var seen = ("If-Match", await rig.ETagAsync("/v1/cluster"));

        using var first = await rig.SendAsync(HttpMethod.Post, "/v1/cluster/update", """{"strategy":"epvm"}""", seen);
        using var second = await rig.SendAsync(HttpMethod.Post, "/v1/cluster/update", """{"strategy":"binpack"}""", seen);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (first.StatusCode, second.StatusCode));
        Assert.Equal(SchedulingStrategy.Epvm, rig.Store.Current.Settings.Scheduling);
    }

    private static Task SetForeignAsync(ApiRig rig, string range) => ChangeNodeAsync(rig, n => n with { ForeignRanges = [range] });

    private static async Task ChangeNodeAsync(ApiRig rig, Func<Node, Node> change) =>
        await rig.Store.UpdateAsync(tx => tx.Put(change(tx.State.FindNode("n1")!)), Ct);
}
