using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Hosts;

/// <summary>A server alone on a machine of a lab.</summary>
public sealed class LabClusterTests
{
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_machine_that_loses_its_power_has_all_that_was_deployed_when_it_is_back()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await LabCluster.StartAsync(workers: 0, ct);
        var stack = RandomStack.Named("power");
        await cluster.Server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 3), ct);
        var before = cluster.Running();
        Assert.Equal(await IdsAsync(cluster, stack, ct), before.Select(c => c.Id).Order(StringComparer.Ordinal));
        await using var sampler = new InvariantSampler(
            _ => Task.FromResult(cluster.Running()),
            _ => Task.FromResult<IReadOnlyList<string>>([]),
            async token => cluster.Server.HasExited ? null : (await cluster.Server.TrySystemAsync(token))?.Revision);

        await cluster.ServerMachine.PowerOffAsync(ct);
        Assert.True(cluster.Server.HasExited);
        Assert.Empty(cluster.Running());
        await cluster.ServerMachine.PowerOnAsync(ct);
        await cluster.Server.StartAgainAsync(ct);

        await cluster.Server.UntilAsync(
            async token => cluster.Running() is { Count: 3 } && await cluster.Server.IsInServiceAsync(stack, token), BackWithin, "all three run again", ct);
        Assert.Empty(cluster.Running().Select(c => c.TaskId).Intersect(before.Select(c => c.TaskId)));
        await sampler.AssertHeldAsync();
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(LabCluster cluster, string stack, CancellationToken ct) =>
        [.. (await cluster.Server.Cluster.RunningAsync(stack, ct)).Select(c => c.Id).Order(StringComparer.Ordinal)];
}
