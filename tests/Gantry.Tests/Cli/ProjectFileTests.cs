using System.Diagnostics;

namespace Gantry.Tests.Cli;

/// <summary>Files of a project that are none: without an end, or that wait for somebody.</summary>
public sealed class ProjectFileTests : IDisposable
{
    private readonly TempFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_file_without_an_end_is_refused()
    {
        _project.Write("compose.yaml", "name: shop\nservices: {web: {image: x, env_file: /dev/zero}}\n");

        var result = await new CliRun(home: _project.Path).RunAsync("config", "--allow-outside");

        Assert.Equal((7, "error: The env file /dev/zero is larger than 16 MiB.\nhint: Is it the right file?\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Waiting_for_who_writes_into_a_pipe_can_be_interrupted()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _project.Write("compose.yaml", "name: shop\nservices: {web: {image: x, env_file: pipe}}\n");
        var pipe = Path.Combine(_project.Path, "pipe");
        using (var made = Process.Start("mkfifo", pipe))
            await made.WaitForExitAsync(interrupt.Token);

        var running = Task.Run(() => new CliRun(home: _project.Path).RunAsync(interrupt.Token, "config"), TestContext.Current.CancellationToken);
        await interrupt.CancelAsync();

        Assert.Equal(130, (await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ExitCode);

        // Whoever still waits in the system's call goes on.
        await using var writer = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite);
    }

    [Fact]
    public async Task What_a_pipe_gives_is_read()
    {
        _project.Write("compose.yaml", "name: shop\nservices: {web: {image: x, env_file: pipe}}\n");
        var pipe = Path.Combine(_project.Path, "pipe");
        using (var made = Process.Start("mkfifo", pipe))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);

        var running = Task.Run(() => new CliRun(home: _project.Path).RunAsync("config"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(pipe, "A=from the pipe\n", TestContext.Current.CancellationToken);

        Assert.Contains("A: from the pipe", (await running).Out, StringComparison.Ordinal);
    }
}
