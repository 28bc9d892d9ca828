using Gantry.ClusterTests.Testing;
using Gantry.Model.Api;

namespace Gantry.ClusterTests.Faults;

/// <summary>Stop signal, grace, kill, on every path, and the order in which services start.</summary>
public sealed class StoppingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(700);

    private readonly ServerProcess _server = shared.Process;

    [Fact]
    public async Task A_container_that_needs_a_while_to_stop_gets_it()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("tidy");
        await _server.DeployAndWaitAsync(stack, Composes.Shell("trap 'sleep 2; exit 0' TERM; while true; do sleep 0.1; done", "stop_grace_period: 8s"), ct);

        var (took, task) = await StopAsync(stack, ct);

        Assert.Equal(0, task.Observed.ExitCode);
        Assert.Equal("shutdown", task.State);
        Assert.InRange(took, TimeSpan.FromSeconds(2) - Tolerance, TimeSpan.FromSeconds(2) + Tolerance + Tolerance);
    }

    [Fact]
    public async Task A_container_that_ignores_the_stop_signal_is_killed_when_its_grace_is_over()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("deaf");
        await _server.DeployAndWaitAsync(stack, Composes.Shell("trap '' TERM; while true; do sleep 0.1; done", "stop_grace_period: 3s"), ct);

        var (took, task) = await StopAsync(stack, ct);

        Assert.Equal(137, task.Observed.ExitCode);
        Assert.InRange(took, TimeSpan.FromSeconds(3) - Tolerance, TimeSpan.FromSeconds(3) + Tolerance);
    }

    [Fact]
    public async Task Services_start_in_the_order_of_their_dependencies()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("ordered");
        await _server.DeployAndWaitAsync(stack, Ordered, ct);

        var tasks = (await _server.Api.TasksAsync(stack, all: true, ct)).ToDictionary(t => t.Service);
        var started = tasks.ToDictionary(t => t.Key, t => t.Value.Observed.StartedAt!.Value);
        Assert.True(started["afterstart"] >= started["base"], "afterstart waits until base has started");
        Assert.True(started["afterhealth"] >= started["base"] + TimeSpan.FromSeconds(2), "afterhealth waits until base is healthy");
        Assert.True(started["afterjob"] >= tasks["job"].Observed.FinishedAt, "afterjob waits until job has completed");
        Assert.Equal("complete", tasks["job"].State);
    }

    [Fact]
    public async Task A_dependency_that_cannot_be_is_told_while_its_waiters_do_not_start()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("hopeless");
        const string Compose = """
            services:
              job:
                image: busybox:1.36
                command: ["false"]
                restart: "no"
              after:
                image: busybox:1.36
                command: [sleep, "3600"]
                depends_on: {job: {condition: service_completed_successfully}}
            """;

        var ended = await _server.DeployAndSeeAsync(stack, Compose, ct);

        Assert.Equal(Model.Deployments.DeploymentState.Failed, ended.State);
        Assert.Contains("exit code 1", ended.Reason, StringComparison.Ordinal);
        Assert.Empty(await _server.Cluster.RunningAsync(stack, ct));
        var after = (await _server.Api.ServicesAsync(stack, ct)).Single(s => s.Name == "after");
        Assert.Contains("waiting for job to complete", after.Blocked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cycle_of_dependencies_is_refused_by_name()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("cycle");
        const string Compose = """
            services:
              one: {image: "busybox:1.36", depends_on: [two]}
              two: {image: "busybox:1.36", depends_on: [one]}
            """;

        var answer = await _server.Api.TryDeployAsync(stack, Compose, ct);

        Assert.Equal(422, (int)answer.Status);
        Assert.Contains("one", ServerApi.Words(answer.Problem), StringComparison.Ordinal);
        Assert.Contains("two", ServerApi.Words(answer.Problem), StringComparison.Ordinal);
    }

    private const string Ordered = """
        services:
          afterjob:
            image: busybox:1.36
            command: [sleep, "3600"]
            stop_signal: SIGKILL
            depends_on: {job: {condition: service_completed_successfully}}
          afterhealth:
            image: busybox:1.36
            command: [sleep, "3600"]
            stop_signal: SIGKILL
            depends_on: {base: {condition: service_healthy}}
          afterstart:
            image: busybox:1.36
            command: [sleep, "3600"]
            stop_signal: SIGKILL
            depends_on: [base]
          job:
            image: busybox:1.36
            command: [sh, -c, "sleep 1"]
            restart: "no"
            depends_on: [base]
          base:
            image: busybox:1.36
            command: [sh, -c, "sleep 2; touch /ok; sleep 3600"]
            stop_signal: SIGKILL
            healthcheck: {test: [CMD, test, -f, /ok], interval: 1s, timeout: 1s, retries: 10}
        """;

    /// <summary>Scales to none and measures on the engine's own clock how long the container took to end.</summary>
    private async Task<(TimeSpan Took, TaskItem Task)> StopAsync(string stack, CancellationToken ct)
    {
        var asked = TimeProvider.System.GetUtcNow();
        await _server.Api.ScaleAsync($"{stack}_main", 0, ct);
        var task = await _server.TaskAsync(stack, t => t.Observed.FinishedAt is not null, ct);
        return (task.Observed.FinishedAt!.Value - asked, task);
    }
}
