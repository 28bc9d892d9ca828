using System.Text;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

public sealed class DockerExecsTests(LocalEngine local) : IAsyncDisposable
{
    private readonly EngineScope _scope = local.NewScope();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DockerExecs Execs => local.Engine.Execs;

    [Fact]
    public async Task Input_reaches_the_process_and_its_end_is_seen()
    {
        var exec = await CreateAsync("wc -c; exit 7", input: true);
        await using var session = await Execs.StartAsync(exec, tty: false, Ct);
        var piece = new byte[64 * 1024];

        for (var i = 0; i < 16; i++)
            await session.WriteAsync(piece, Ct);
        session.CloseInput();

        Assert.Equal("1048576\n", await session.OutputAsync(Ct).TextAsync(Ct));
        Assert.Equal(7, (await Execs.InspectAsync(exec, Ct)).ExitCode);
    }

    [Fact]
    public async Task Output_goes_on_after_the_input_has_been_closed()
    {
        var exec = await CreateAsync("cat > /dev/null; echo after; echo bad >&2; exit 0", input: true);
        await using var session = await Execs.StartAsync(exec, tty: false, Ct);

        session.CloseInput();
        session.CloseInput();

        var text = await session.OutputAsync(Ct).TextAsync(Ct);
        Assert.Contains("after\n", text);
        Assert.Contains("bad\n", text);
    }

    [Fact]
    public async Task A_resize_is_seen_by_stty()
    {
        var exec = await CreateAsync("read line; stty size; read line; stty size; exit 5", input: true, tty: true);
        await using var session = await Execs.StartAsync(exec, tty: true, Ct);

        await Execs.ResizeAsync(exec, columns: 99, rows: 33, Ct);
        await session.WriteAsync("\n"u8.ToArray(), Ct);
        await session.OutputAsync(Ct).UntilAsync("33 99", Ct);
        await Execs.ResizeAsync(exec, columns: 120, rows: 40, Ct);
        await session.WriteAsync("\n"u8.ToArray(), Ct);

        Assert.Contains("40 120", await session.OutputAsync(Ct).TextAsync(Ct));
        Assert.Equal(5, (await Execs.InspectAsync(exec, Ct)).ExitCode);
    }

    [Fact]
    public async Task Ctrl_c_on_a_terminal_interrupts_the_process()
    {
        var exec = await CreateAsync("trap 'echo caught; exit 130' INT; echo ready; while true; do sleep 0.1; done", input: true, tty: true);
        await using var session = await Execs.StartAsync(exec, tty: true, Ct);
        await session.OutputAsync(Ct).UntilAsync("ready", Ct);

        await session.WriteAsync("\u0003"u8.ToArray(), Ct);

        Assert.Contains("caught", await session.OutputAsync(Ct).TextAsync(Ct));
        Assert.Equal(130, (await Execs.InspectAsync(exec, Ct)).ExitCode);
    }

    [Fact]
    public async Task A_process_that_was_killed_ends_with_137()
    {
        var exec = await CreateAsync("kill -9 $$");
        await using var session = await Execs.StartAsync(exec, tty: false, Ct);

        await session.OutputAsync(Ct).TextAsync(Ct);

        Assert.Equal(137, (await Execs.InspectAsync(exec, Ct)).ExitCode);
    }

    [Fact]
    public async Task Environment_user_and_folder_are_the_process_s_own()
    {
        var id = await _scope.RunAsync("host", "sleep 600", Ct);
        var exec = await Execs.CreateAsync(
            id, new CreateExec(["sh", "-c", "id -u; pwd; echo $COLOR"]) { Env = ["COLOR=blue"], User = "77", WorkingDir = "/bin" }, Ct);
        await using var session = await Execs.StartAsync(exec, tty: false, Ct);

        Assert.Equal("77\n/bin\nblue\n", await session.OutputAsync(Ct).TextAsync(Ct));
    }

    [Fact]
    public async Task A_running_process_has_no_exit_code()
    {
        var exec = await CreateAsync("echo ready; sleep 600");
        await using var session = await Execs.StartAsync(exec, tty: false, Ct);
        await session.OutputAsync(Ct).UntilAsync("ready", Ct);

        var details = await Execs.InspectAsync(exec, Ct);

        Assert.True(details.Running);
        Assert.Null(details.ExitCode);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_says_so()
    {
        var id = await _scope.RunAsync("host", "sleep 600", Ct);
        var exec = await Execs.CreateAsync(id, new CreateExec(["/no/such/program"]), Ct);

        await using var session = await Execs.StartAsync(exec, tty: false, Ct);
        var text = await session.OutputAsync(Ct).TextAsync(Ct);

        Assert.Contains("no such file or directory", text);
        Assert.Equal(126, (await Execs.InspectAsync(exec, Ct)).ExitCode);
    }

    [Fact]
    public async Task Giving_up_a_read_leaves_a_cancellation()
    {
        var exec = await CreateAsync("sleep 600");
        await using var session = await Execs.StartAsync(exec, tty: false, Ct);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var reading = session.OutputAsync(giveUp.Token).TextAsync(giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(5), Ct));
    }

    [Fact]
    public async Task Many_sessions_at_once_do_not_hinder_a_call()
    {
        var id = await _scope.RunAsync("host", "sleep 600", Ct);
        var sessions = new List<ExecSession>();
        for (var i = 0; i < 40; i++)
        {
            var exec = await Execs.CreateAsync(id, new CreateExec(["cat"]) { AttachStdin = true }, Ct);
            sessions.Add(await Execs.StartAsync(exec, tty: false, Ct));
        }

        await local.Engine.PingAsync(Ct);

        foreach (var session in sessions)
        {
            await session.WriteAsync(Encoding.UTF8.GetBytes("hi\n"), Ct);
            session.CloseInput();
            Assert.Equal("hi\n", await session.OutputAsync(Ct).TextAsync(Ct));
            await session.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();

    private async Task<string> CreateAsync(string script, bool input = false, bool tty = false)
    {
        var id = await _scope.RunAsync("host", "sleep 600", Ct);
        return await Execs.CreateAsync(id, new CreateExec(["sh", "-c", script]) { AttachStdin = input, Tty = tty }, Ct);
    }
}
