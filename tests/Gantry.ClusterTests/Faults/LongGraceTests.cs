using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Faults;

public sealed class LongGraceTests(LocalEngine engine)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(7);

    [Fact]
    public async Task A_long_grace_is_not_cut_by_a_kill_of_the_server_in_its_middle()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("patient");
        await using var server = await ServerProcess.StartAsync(engine, ct);
        await server.DeployAndWaitAsync(stack, Composes.Shell("trap 'echo asked > /asked' TERM; while true; do sleep 0.1; done", $"stop_grace_period: {Grace.TotalSeconds}s"), ct);
        var container = (await server.Cluster.RunningAsync(stack, ct)).Single();

        var asked = TimeProvider.System.GetUtcNow();
        await server.Api.ScaleAsync($"{stack}_main", 0, ct);
        await server.UntilAsync(token => HasBeenAskedAsync(container.Id, token), Eventually.Patience, "the stop signal has come", ct);
        await server.KillAsync(ct);
        await server.StartAgainAsync(ct);
        await server.UntilAsync(async token => !(await server.Cluster.InspectAsync(container.Id, token)).State.Running, Eventually.Patience, "it ends", ct);

        var took = (await server.Cluster.InspectAsync(container.Id, ct)).State.FinishedAt - asked;
        Assert.True(took > Grace - TimeSpan.FromSeconds(0.5), $"It was killed after {took.TotalSeconds:0.0} s.");
        var task = await server.TaskAsync(stack, t => t.State == "shutdown", ct);
        Assert.Equal(137, task.Observed.ExitCode);
    }

    private static async Task<bool> HasBeenAskedAsync(string container, CancellationToken ct)
    {
        var (exitCode, _, _) = await HostTool.TryRunAsync(ct, "docker", "exec", container, "test", "-f", "/asked");
        return exitCode == 0;
    }
}
