using Gantry.ClusterTests.Testing;
using Gantry.Model.Nodes;

namespace Gantry.ClusterTests.Operations;

public sealed class DrainTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    [Fact]
    public async Task A_drained_node_stops_its_tasks_which_wait_and_say_why_until_it_is_active_again()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("drained");
        await _server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 2), ct);
        var before = await _server.Cluster.RunningAsync(stack, ct);

        (await UpdateAsync("drain", ct)).Expect(0);
        await _server.UntilAsync(
            async token => (await _server.Api.TasksAsync(stack, all: false, token)) is { Count: > 0 } tasks
                && tasks.Count(t => t.State == "pending" && t.Observed.Message.Contains("drained", StringComparison.Ordinal)) == 2,
            Eventually.Patience, "both slots wait for a node that is not drained", ct);
        await _server.UntilAsync(
            async token => (await _server.Cluster.RunningAsync(stack, token)).Count == 0, Eventually.Patience, "no container runs", ct);
        Assert.Equal(NodeAvailability.Drain, (await _server.Api.NodesAsync(ct)).Items.Single().Availability);

        (await UpdateAsync("active", ct)).Expect(0);
        await _server.UntilAsync(token => _server.IsInServiceAsync(stack, token), Eventually.Patience, "both slots are in service again", ct);
        var after = await _server.Cluster.RunningAsync(stack, ct);
        Assert.Equal(before.Select(c => c.Slot), after.Select(c => c.Slot));
        Assert.Empty(after.Select(c => c.Id).Intersect(before.Select(c => c.Id)));
    }

    [Fact]
    public async Task A_node_or_an_availability_that_does_not_exist_is_refused_by_name()
    {
        var ct = TestContext.Current.CancellationToken;
        var command = new GantryCommand(_server.Folder);

        var node = (await command.RunAsync(ct, "node", "update", "nowhere", "--availability", "drain", "--host", $"unix://{_server.SocketPath}")).Expect(9);
        var availability = (await UpdateAsync("drained", ct)).Expect(2);

        Assert.Contains("nowhere", node.Errors, StringComparison.Ordinal);
        Assert.Contains("active, pause and drain", availability.Errors, StringComparison.Ordinal);
    }

    private Task<CommandOutcome> UpdateAsync(string availability, CancellationToken ct) => new GantryCommand(_server.Folder).RunAsync(
        ct, "node", "update", "here", "--availability", availability, "--host", $"unix://{_server.SocketPath}");
}
