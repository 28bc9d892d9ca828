using Gantry.ClusterTests.Testing;
using Gantry.Model.Deployments;
using Gantry.Output;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>What happens between a person at a terminal, <c>gantry</c>, and a command in a container.</summary>
public sealed class TerminalTests(RunningShell running) : IClassFixture<RunningShell>
{
    private const string CtrlC = "\u0003";
    private const string CtrlD = "\u0004";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ServerProcess Server => running.Server;

    private Client Client => new(Server, Server.Folder);

    [Fact]
    public async Task A_command_sees_the_size_of_the_terminal_and_is_told_when_it_changes()
    {
        using var shell = await ExecAsync("trap 'stty size' WINCH; until [ \"$(stty size)\" = '40 120' ]; do sleep 0.1; done; echo up; while :; do sleep 0.1; done");
        await shell.UntilPrintedAsync("up", Ct);

        await shell.ResizeAsync(rows: 50, columns: 100, Ct);

        await shell.UntilPrintedAsync("50 100", Ct);
    }

    [Fact]
    public async Task Ctrl_C_reaches_the_command_and_not_gantry()
    {
        using var shell = await ExecAsync("trap 'echo caught; exit 3' INT; echo up; while :; do sleep 0.1; done");
        await shell.UntilPrintedAsync("up", Ct);

        await shell.TypeAsync(CtrlC, Ct);

        Assert.Equal(3, await shell.ExitAsync(Ct));
        Assert.Contains("caught", shell.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shell_that_Ctrl_C_ends_has_the_exit_code_that_shells_give_it()
    {
        using var shell = await ExecAsync("echo up; sleep 1000; echo after");
        await shell.UntilPrintedAsync("up", Ct);

        await shell.TypeAsync(CtrlC, Ct);

        Assert.Equal(130, await shell.ExitAsync(Ct));
        Assert.DoesNotContain("after", shell.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("true", 0)]
    public async Task The_exit_code_of_the_command_is_that_of_gantry(string command, int exitCode)
    {
        using var shell = await ExecAsync(command);

        Assert.Equal(exitCode, await shell.ExitAsync(Ct));
    }

    [Fact]
    public async Task A_command_that_is_killed_from_outside_ends_with_137()
    {
        using var shell = await ExecAsync("echo pid $$; while :; do sleep 0.1; done");
        await shell.UntilPrintedAsync("\n", Ct);
        await Client.OnPipesAsync($"gantry exec {running.Service} kill -9 {shell.Printed.Split(' ')[1].Trim()}", Ct);

        Assert.Equal(137, await shell.ExitAsync(Ct));
    }

    [Fact]
    public async Task What_is_typed_goes_to_the_command_and_afterwards_the_terminal_is_as_it_was()
    {
        using var shell = await Client.AtTerminalAsync(Ct, "exec", "-it", running.Service, "sh");
        await shell.TypeAsync("echo $((6 * 7)) answers\n", Ct);
        await shell.UntilPrintedAsync("42 answers", Ct);
        var during = await shell.SettingsAsync(Ct);

        await shell.TypeAsync(CtrlD, Ct);

        Assert.Equal(0, await shell.ExitAsync(Ct));
        Assert.Contains("-icanon", during, StringComparison.Ordinal);
        Assert.Contains(" icanon", await shell.SettingsAsync(Ct), StringComparison.Ordinal);
        Assert.Contains(" echo ", await shell.SettingsAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_during_a_deploy_leaves_it_going_and_says_how_to_follow_it()
    {
        var stack = RandomStack.Named("unhurried");
        await File.WriteAllTextAsync(Path.Combine(Server.Folder, "unhurried.yaml"), NeverHealthy, Ct);
        using var deploy = await Client.AtTerminalAsync(Ct, "deploy", "-f", "unhurried.yaml", stack);
        await deploy.UntilPrintedAsync("0/1", Ct);

        await deploy.TypeAsync(CtrlC, Ct);

        Assert.Equal(ExitCode.Interrupted, await deploy.ExitAsync(Ct));
        Assert.Contains("The deployment goes on. Follow it with: gantry deployment watch ", Screen.Of(deploy.Printed), StringComparison.Ordinal);
        var left = await Server.Api.StacksAsync(Ct);
        var id = Assert.Single(left.Items, s => s.Name == stack).DeploymentId;
        Assert.Equal(DeploymentState.Running, (await Server.Api.DeploymentAsync(DeploymentId.Parse(id!), Ct)).State);
        await Server.Api.TryRemoveAsync(stack, Ct);
    }

    [Fact]
    public async Task A_deploy_that_replaces_what_runs_is_asked_for_on_a_terminal()
    {
        var stack = RandomStack.Named("asked");
        await Server.DeployAndWaitAsync(stack, Composes.Sleeper(), Ct);
        var file = Path.Combine(Server.Folder, "asked.yaml");
        await File.WriteAllTextAsync(file, Composes.Sleeper(tag: "2"), Ct);
        using var refused = await Client.AtTerminalAsync(Ct, "deploy", "-f", file, stack);
        await refused.UntilPrintedAsync("[y/N]", Ct);

        await refused.TypeAsync("n\n", Ct);

        Assert.Equal(ExitCode.Error, await refused.ExitAsync(Ct));
        Assert.Contains("-/+", Screen.Of(refused.Printed), StringComparison.Ordinal);

        using var agreed = await Client.AtTerminalAsync(Ct, "deploy", "-f", file, stack);
        await agreed.UntilPrintedAsync("[y/N]", Ct);
        await agreed.TypeAsync("y\n", Ct);
        Assert.Equal(ExitCode.Ok, await agreed.ExitAsync(Ct));
    }

    private const string NeverHealthy = """
        services:
          main:
            image: busybox:1.36
            command: [sleep, "3600"]
            stop_signal: SIGKILL
            healthcheck:
              test: [CMD, "true"]
              interval: 1h
        """;

    private Task<TerminalProcess> ExecAsync(string script) => Client.AtTerminalAsync(Ct, "exec", "-it", running.Service, "sh", "-c", script);
}
