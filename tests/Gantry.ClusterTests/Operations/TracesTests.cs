using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>What a server leaves behind on its machine: nothing.</summary>
public sealed class TracesTests(LocalEngine engine)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_the_last_stack_goes_every_rule_of_the_node_and_the_next_one_brings_them_back()
    {
        var (first, second) = (RandomStack.Named("web"), RandomStack.Named("web"));
        var port = Ports.Free();
        await using var server = await ServerProcess.StartAsync(engine, Ct);
        Assert.Empty(await server.Cluster.TracesAsync(Ct));
        await server.DeployAndWaitAsync(first, Composes.Web(port, replicas: 1), Ct);
        await server.UntilAsync(async token => (await server.Cluster.RulesAsync(token)).Count == 2, Eventually.Patience, "a table and a rule are there", Ct);

        await server.Api.TryRemoveAsync(first, Ct);

        await server.UntilAsync(async token => (await server.Cluster.TracesAsync(token)).Count == 0, Eventually.Patience, "nothing of the cluster is left", Ct);
        await server.DeployAndWaitAsync(second, Composes.Web(port, replicas: 1), Ct);
        await using var caller = new PortCaller(port);
        await caller.UntilAnsweredAsync(3, Ct);
    }

    [Fact]
    public async Task A_server_of_a_test_takes_everything_of_its_cluster_along()
    {
        var stack = RandomStack.Named("web");
        var compose = Composes.Web(Ports.Free(), replicas: 2) + "\n    volumes: [data:/data]\nvolumes:\n  data:\n";
        ClusterOnEngine cluster;
        await using (var server = await ServerProcess.StartAsync(engine, Ct))
        {
            cluster = server.Cluster;
            await server.DeployAndWaitAsync(stack, compose, Ct);
            await server.UntilAsync(async token => (await cluster.TracesAsync(token)).Count == 6, Eventually.Patience, "table, rule, containers, network and volume are there", Ct);
        }

        Assert.Empty(await cluster.TracesAsync(Ct));
    }
}
