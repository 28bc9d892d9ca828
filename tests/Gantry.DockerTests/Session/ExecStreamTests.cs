using System.Text;
using System.Text.Json;
using Gantry.DockerTests.Testing;
using Gantry.Model.Api;
using Gantry.Model.Wire;
using Gantry.Worker.Session;

namespace Gantry.DockerTests.Session;

public sealed class ExecStreamTests(LocalEngine local) : IAsyncDisposable
{
    private readonly RealWorker _worker = new(local.Engine);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_outputs_and_the_exit_code_come_back()
    {
        var outcome = await ExecAsync(new ExecRequest(["sh", "-c", "echo good; echo bad >&2; exit 7"]), _ => Task.CompletedTask);

        Assert.Equal(("good\n", "bad\n", 7), (outcome.Output, outcome.Errors, outcome.End.ExitCode));
    }

    [Fact]
    public async Task The_end_of_the_input_is_seen_and_output_goes_on()
    {
        var outcome = await ExecAsync(new ExecRequest(["sh", "-c", "cat; echo after"], Stdin: true), async client =>
        {
            await new ExecFrame(ExecChannel.Stdin, Encoding.UTF8.GetBytes("input\n")).WriteToAsync(client, Ct);
            await ControlAsync(client, new ExecControl(StdinEnded: true));
        });

        Assert.Equal(("input\nafter\n", 0), (outcome.Output, outcome.End.ExitCode));
    }

    [Fact]
    public async Task A_terminal_has_the_size_that_was_asked_for_and_follows_a_resize()
    {
        var request = new ExecRequest(["sh", "-c", "read a; stty size; read b; stty size"], Tty: true, Stdin: true, Rows: 33, Columns: 99);

        var outcome = await ExecAsync(request, async client =>
        {
            await new ExecFrame(ExecChannel.Stdin, "\n"u8.ToArray()).WriteToAsync(client, Ct);
            await ControlAsync(client, new ExecControl(Rows: 40, Columns: 120));
            await new ExecFrame(ExecChannel.Stdin, "\n"u8.ToArray()).WriteToAsync(client, Ct);
        });

        Assert.Contains("40 120", outcome.Output);
        Assert.Equal(0, outcome.End.ExitCode);
    }

    [Fact]
    public async Task A_command_that_was_killed_ends_with_137()
    {
        var outcome = await ExecAsync(new ExecRequest(["sh", "-c", "kill -9 $$"]), _ => Task.CompletedTask);

        Assert.Equal(137, outcome.End.ExitCode);
    }

    [Theory]
    [InlineData("no-such-command", 127)]
    [InlineData("/no/such/command", 127)]
    [InlineData("/etc", 126)]
    public async Task A_command_that_cannot_be_started_says_so_as_an_error(string command, int exitCode)
    {
        var outcome = await ExecAsync(new ExecRequest([command]), _ => Task.CompletedTask);

        Assert.Equal(("", "", exitCode), (outcome.Output, outcome.Errors, outcome.End.ExitCode));
        Assert.Contains(command, outcome.End.Error);
    }

    [Fact]
    public async Task A_detached_command_is_answered_at_once_and_goes_on()
    {
        var task = await _worker.RunAsync("sleep 1000", Ct);

        var started = await ExecAsync(task, new ExecRequest(["sh", "-c", "mkfifo /tmp/started; cat /tmp/started > /tmp/read"], Detach: true), _ => Task.CompletedTask);
        var seen = await ExecAsync(task, new ExecRequest(["sh", "-c", "until test -p /tmp/started; do :; done; echo on > /tmp/started; until test -s /tmp/read; do :; done; cat /tmp/read"]), _ => Task.CompletedTask);

        Assert.Equal(("", "", 0), (started.Output, started.Errors, started.End.ExitCode));
        Assert.Equal("on\n", seen.Output);
    }

    [Theory]
    [InlineData("no-such-command", 127)]
    [InlineData("/etc", 126)]
    public async Task A_detached_command_that_cannot_be_started_says_so_too(string command, int exitCode)
    {
        var outcome = await ExecAsync(new ExecRequest([command], Detach: true), _ => Task.CompletedTask);

        Assert.Equal(exitCode, outcome.End.ExitCode);
        Assert.Contains(command, outcome.End.Error);
    }

    [Fact]
    public async Task A_container_that_has_ended_has_no_exit_code()
    {
        var task = await _worker.RunAsync("sleep 1000", Ct);
        await local.Engine.Containers.StopAsync(_worker.Tasks.Find(task.Id)!.Container!.Id, TimeSpan.Zero, Ct);

        var outcome = await ExecAsync(task, new ExecRequest(["true"]), _ => Task.CompletedTask);

        Assert.Null(outcome.End.ExitCode);
        Assert.NotNull(outcome.End.Error);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_exec_s_stream()
    {
        var task = await _worker.RunAsync("sleep 1000", Ct);
        var (mine, client) = DuplexStream.CreatePair();
        var running = RunAsync(task, mine);
        await ControlAsync(client, new ExecControl(Start: new ExecRequest(["sh", "-c", "echo up; cat"], Stdin: true)));
        Assert.Equal(ExecChannel.Stdout, (await ExecFrame.ReadFromAsync(client, Ct))?.Channel);

        await client.DisposeAsync();

        await running.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Ct)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.True(running.IsCompleted);
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private static ValueTask ControlAsync(Stream client, ExecControl control) =>
        new ExecFrame(ExecChannel.Control, JsonSerializer.SerializeToUtf8Bytes(control, ApiJson.Default.ExecControl)).WriteToAsync(client, Ct);

    private async Task RunAsync(AssignedTask task, Stream stream)
    {
        await using (stream)
            await new ExecStream(_worker.Node, _worker.Tasks).RunAsync(new StreamRequest("s1", StreamKind.Exec, task.Id), stream, Ct);
    }

    private async Task<(string Output, string Errors, ExecControl End)> ExecAsync(ExecRequest request, Func<Stream, Task> talk) =>
        await ExecAsync(await _worker.RunAsync("sleep 1000", Ct), request, talk);

    private async Task<(string Output, string Errors, ExecControl End)> ExecAsync(AssignedTask task, ExecRequest request, Func<Stream, Task> talk)
    {
        var (mine, client) = DuplexStream.CreatePair();
        var running = RunAsync(task, mine);
        await ControlAsync(client, new ExecControl(Start: request));
        await talk(client);
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        var end = new ExecControl();
        while (await ExecFrame.ReadFromAsync(client, Ct) is { } frame)
        {
            if (frame.Channel == ExecChannel.Control)
                end = JsonSerializer.Deserialize(frame.Payload.Span, ApiJson.Default.ExecControl) ?? end;
            else
                (frame.Channel == ExecChannel.Stderr ? errors : output).Append(Encoding.UTF8.GetString(frame.Payload.Span));
        }

        await running.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Ct);
        return (output.ToString(), errors.ToString(), end);
    }
}
