using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;
using Gantry.Model.Tasks;

namespace Gantry.ClusterTests.Operations;

/// <summary>Keys that take effect around containers: how many there are, and which of them are in service.</summary>
public sealed class ComposeKeyTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_probe_finds_decides_on_the_service_and_replaces_what_has_failed()
    {
        var stack = RandomStack.Named("probed");
        var compose = Composes.Shell(
            "mkdir -p /www; exec httpd -f -p 8080 -h /www",
            "stop_signal: SIGKILL", "x-gantry: {probe: {http: {port: 8080, path: /ok}, interval: 300ms, retries: 2, start_period: 5m}}");

        await _server.Api.DeployAsync(stack, compose, Ct);
        var first = await _server.TaskAsync(stack, t => t.Observed.HealthOutput is not null, Ct);
        Assert.False(first.InService, await _server.StoryAsync("It fails and is in service."));

        await RunInsideAsync(stack, "mkdir -p /www && touch /www/ok");
        await _server.UntilAsync(token => _server.IsInServiceAsync(stack, token), Eventually.Patience, "a probe that passes brings it into service", Ct);

        await RunInsideAsync(stack, "rm /www/ok");
        var second = await _server.TaskAsync(stack, t => t.Id != first.Id && t.Observed.HealthOutput is not null, Ct);
        var ended = await _server.TaskAsync(stack, t => t.Id == first.Id && t.Observed.State.IsTerminal(), Ct);
        Assert.Equal(TaskHealth.Unhealthy, ended.Observed.Health);
        Assert.Contains("404", ended.Observed.HealthOutput, StringComparison.Ordinal);
        Assert.Equal((first.Slot, false), (second.Slot, second.InService));

        await RunInsideAsync(stack, "mkdir -p /www && touch /www/ok");
        await _server.UntilAsync(token => _server.IsInServiceAsync(stack, token), Eventually.Patience, "its successor comes into service", Ct);
    }

    [Fact]
    public async Task A_global_service_has_one_task_on_the_node_and_one_successor_of_it()
    {
        var stack = RandomStack.Named("global");
        await _server.DeployAndWaitAsync(stack, Composes.Shell("exec sleep 3600", "stop_signal: SIGKILL", "deploy: {mode: global}"), Ct);

        var task = Assert.Single(await _server.Api.TasksAsync(stack, all: true, Ct));
        var container = Assert.Single(await _server.Cluster.RunningAsync(stack, Ct));
        Assert.Equal((0, "here", true), (task.Slot, task.Node, task.InService));
        Assert.Equal(($"{stack}_main.0", $"{task.Id}", $"{stack}-main.{task.Id.ToString()[..12]}"), (container.Slot, container.TaskId, container.Name));

        await _server.Cluster.KillAsync(container.Id, Ct);
        var next = await _server.TaskAsync(stack, t => t.Id != task.Id && t.InService, Ct);

        Assert.Equal((0, "here"), (next.Slot, next.Node));
        Assert.Equal([next.Id], (await _server.Api.TasksAsync(stack, all: false, Ct)).Where(t => !t.Observed.State.IsTerminal()).Select(t => t.Id));
        Assert.Equal($"{next.Id}", Assert.Single(await _server.Cluster.RunningAsync(stack, Ct)).TaskId);
    }

    private async Task RunInsideAsync(string stack, string script) =>
        await HostTool.RunAsync(Ct, "docker", "exec", Assert.Single(await _server.Cluster.RunningAsync(stack, Ct)).Id, "sh", "-c", script);
}
