using Gantry.ClusterTests.Testing;
using Gantry.Model.Nodes;

namespace Gantry.ClusterTests.Faults;

/// <summary>A real dockerd that goes and comes back under a server that stays.</summary>
public sealed class EngineRestartTests
{
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_engine_that_is_restarted_has_every_service_back_and_nothing_twice()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("restarted");
        await using var engine = await OwnEngine.StartAsync(ct);
        await using var server = await ServerProcess.StartAsync(new ServerPlace(engine.Engine, engine.SocketPath) { EngineGoesToo = true }, ct);
        await server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 4), ct);
        var before = await server.Cluster.RunningAsync(stack, ct);

        await engine.StopAsync(ct);
        await server.UntilAsync(
            async token => (await server.Api.NodesAsync(token)).Items.Single().State == NodeState.EngineDown, BackWithin, "the engine is missed", ct);
        await engine.StartAgainAsync(ct);
        await using var sampler = new InvariantSampler(server.Cluster);
        await server.UntilAsync(
            async token => await server.IsInServiceAsync(stack, token) && (await server.Cluster.RunningAsync(stack, token)).Count == 4,
            BackWithin, "all four run again", ct);

        var after = await server.Cluster.RunningAsync(stack, ct);
        Assert.Equal(before.Select(c => c.Slot), after.Select(c => c.Slot));
        Assert.Equal(4, (await server.Api.TasksAsync(stack, all: true, ct)).Count(t => t.State == "running"));
        await sampler.AssertHeldAsync();
        Assert.False(server.HasExited);
    }
}
