using System.Net;
using System.Net.Sockets;
using Gantry.ClusterTests.Testing;
using Gantry.Model.Deployments;

namespace Gantry.ClusterTests.Faults;

/// <summary>What dies, is taken away or never works, one stack each on one server.</summary>
public sealed class HealingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly TimeSpan ReplacedBound = TimeSpan.FromSeconds(3);

    private readonly ServerProcess _server = shared.Process;

    [Fact]
    public async Task A_killed_replica_has_a_successor_in_service_within_three_seconds()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("killed");
        await _server.DeployAndWaitAsync(stack, Composes.Web(Ports.Free(), replicas: 3), ct);
        var victim = (await _server.Cluster.RunningAsync(stack, ct))[1];

        // Back-off spares what served for ten seconds; younger ones are taken for a crash loop.
        var task = await _server.TaskAsync(stack, t => t.Id.ToString() == victim.TaskId, ct);
        await WaitAsync(task.Observed.StartedAt + TimeSpan.FromSeconds(12), ct);
        await _server.Cluster.KillAsync(victim.Id, ct);

        await _server.UntilAsync(
            async token => (await _server.Api.TasksAsync(stack, all: false, token)) is { Count: 3 } tasks
                && tasks.All(t => t.InService && t.Id.ToString() != victim.TaskId),
            ReplacedBound, "the killed replica is replaced", ct);
    }

    [Fact]
    public async Task A_container_that_was_removed_behind_our_back_is_replaced_by_a_new_task()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("removed");
        await _server.DeployAndWaitAsync(stack, Composes.Sleeper(), ct);
        var victim = (await _server.Cluster.RunningAsync(stack, ct))[0];

        await _server.Cluster.RemoveAsync(victim.Id, ct);

        await _server.UntilAsync(
            async token => (await _server.Cluster.RunningAsync(stack, token)) is [var next] && next.TaskId != victim.TaskId,
            Eventually.Patience, "another task runs", ct);

        // It was killed before it was removed, and which of both was seen first is chance.
        var gone = await _server.TaskAsync(stack, t => t.Id.ToString() == victim.TaskId && t.Observed.IsContainerGone, ct);
        Assert.Equal("failed", gone.State);
    }

    [Fact]
    public async Task A_container_that_exits_at_once_is_started_ever_more_rarely()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("crashing");
        await _server.Api.DeployAsync(stack, Composes.Shell("exit 7"), ct);

        var (runs, _) = await Eventually.FindAsync(
            async token => (await _server.Api.TasksAsync(stack, all: true, token)).Where(t => t.Observed.FinishedAt is not null).OrderBy(t => t.CreatedAt).ToList() is { Count: >= 4 } ended
                ? ended
                : null,
            Eventually.Patience, () => _server.StoryAsync("it was started four times"), ct);

        Assert.All(runs, run => Assert.Equal(7, run.Observed.ExitCode));
        var pauses = runs.Zip(runs.Skip(1), (ended, next) => (next.Observed.StartedAt - ended.Observed.FinishedAt)!.Value.TotalSeconds).ToList();
        Assert.True(pauses is [>= 0.95, >= 1.95, >= 3.95, ..], $"It paused {string.Join(", ", pauses.Select(p => $"{p:0.00}"))} s.");
    }

    [Fact]
    public async Task A_container_that_takes_more_memory_than_its_limit_is_told_apart_from_other_deaths()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("greedy");
        await _server.Api.DeployAsync(stack, Composes.Shell("exec tail /dev/zero", "deploy: {resources: {limits: {memory: 16M}}}"), ct);

        var task = await _server.TaskAsync(stack, t => t.State == "failed", ct);

        Assert.True(task.Observed.OomKilled, await _server.StoryAsync($"{task.Observed}"));
        Assert.Contains("more memory than its limit", task.Observed.Message, StringComparison.Ordinal);
        var node = (await _server.Api.NodesAsync(ct)).Items.Single();
        Assert.Equal(Model.Nodes.NodeState.Ready, node.State);
    }

    [Fact]
    public async Task A_missing_image_fails_the_deployment_by_name_and_leaves_what_runs()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("missing");
        await _server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 2), ct);
        var before = await _server.Cluster.StartsAsync(stack, ct);
        const string Image = "127.0.0.1:9/nobody/has-this:1";

        var ended = await _server.DeployAndSeeAsync(stack, Composes.Sleeper(replicas: 2).Replace("busybox:1.36", Image, StringComparison.Ordinal), ct);

        Assert.Equal(DeploymentState.Failed, ended.State);
        Assert.Contains(Image, ended.Reason, StringComparison.Ordinal);
        Assert.Equal(before, await _server.Cluster.StartsAsync(stack, ct));
    }

    [Fact]
    public async Task A_host_port_that_a_foreign_process_has_is_named_and_taken_once_it_is_free()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("taken");
        using var foreign = new TcpListener(IPAddress.Loopback, 0);
        foreign.Start();
        var port = ((IPEndPoint)foreign.LocalEndpoint).Port;
        var compose = Composes.Shell(
            "mkdir -p /www && hostname > /www/index.html && exec httpd -f -p 80 -h /www",
            "stop_signal: SIGKILL",
            $"ports: [{{mode: host, target: 80, published: {port}, host_ip: 127.0.0.1}}]");

        var answer = await _server.Api.DeployAsync(stack, compose, ct);
        var refused = await _server.TaskAsync(stack, t => t.State == "failed", ct);
        foreign.Stop();
        await _server.UntilAsync(token => _server.IsInServiceAsync(stack, token), Eventually.Patience, "the port is taken once it is free", ct);
        await using var caller = new PortCaller(port);
        await caller.UntilAnsweredAsync(1, ct);

        Assert.Contains($"{port}", refused.Observed.Message, StringComparison.Ordinal);
        Assert.NotNull(answer.DeploymentId);
    }

    private static async Task WaitAsync(DateTimeOffset? until, CancellationToken ct)
    {
        var left = until - TimeProvider.System.GetUtcNow();
        if (left is { } time && time > TimeSpan.Zero)
            await Task.Delay(time, TimeProvider.System, ct);
    }
}
