using System.Globalization;
using System.Text;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

public sealed class DockerLogsTests(LocalEngine local) : IAsyncDisposable
{
    private readonly EngineScope _scope = local.NewScope();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_container_still_tells_what_it_wrote()
    {
        var id = await DeadAsync("echo one; echo two >&2; echo three");

        Assert.Equal("one\ntwo\nthree\n", Sorted(await ReadAsync(id, new LogsQuery())));
    }

    [Fact]
    public async Task Standard_error_is_told_apart()
    {
        var id = await DeadAsync("echo good; echo bad >&2");
        var frames = new List<OutputFrame>();

        await foreach (var frame in local.Engine.Containers.LogsAsync(id, new LogsQuery(), Ct))
            frames.Add(frame);

        var error = Assert.Single(frames, f => f.Source == OutputSource.StandardError);
        Assert.Equal("bad\n", Encoding.UTF8.GetString(error.Bytes.Span));
        Assert.Equal("good\n", await ReadAsync(id, new LogsQuery(StandardError: false)));
    }

    [Fact]
    public async Task Tail_gives_the_last_lines()
    {
        var id = await DeadAsync("for i in 1 2 3 4 5; do echo line $i; done");

        Assert.Equal("line 4\nline 5\n", await ReadAsync(id, new LogsQuery(Tail: 2)));
        Assert.Equal("", await ReadAsync(id, new LogsQuery(Tail: 0)));
    }

    [Fact]
    public async Task Since_and_until_cut_by_the_lines_own_times()
    {
        var id = await DeadAsync("echo a; sleep 0.2; echo b; sleep 0.2; echo c");
        var stamped = await ReadAsync(id, new LogsQuery(Timestamps: true));
        var times = stamped.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => Nanos(l.Split(' ')[0])).ToList();

        Assert.Equal("b\nc\n", await ReadAsync(id, new LogsQuery(Since: new EngineTime(times[1]))));
        Assert.Equal("a\nb\n", await ReadAsync(id, new LogsQuery(Until: new EngineTime(times[2] - 1))));
    }

    [Fact]
    public async Task Following_delivers_lines_as_they_come_and_ends_with_the_container()
    {
        var id = await _scope.RunAsync(
            "log", "echo ready; while [ ! -e /go ]; do sleep 0.05; done; echo done", Ct);
        var text = new StringBuilder();

        await foreach (var frame in local.Engine.Containers.LogsAsync(id, new LogsQuery(Follow: true), Ct))
        {
            text.Append(Encoding.UTF8.GetString(frame.Bytes.Span));
            if (text.ToString() == "ready\n")
            {
                var exec = await local.Engine.Execs.CreateAsync(id, new CreateExec(["touch", "/go"]), Ct);
                await using var session = await local.Engine.Execs.StartAsync(exec, tty: false, Ct);
            }
        }

        Assert.Equal("ready\ndone\n", text.ToString());
    }

    [Fact]
    public async Task Giving_up_a_silent_log_ends_at_once()
    {
        var id = await _scope.RunAsync("log", "sleep 600", Ct);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var reading = local.Engine.Containers.LogsAsync(id, new LogsQuery(Follow: true), giveUp.Token).TextAsync(giveUp.Token);

        Assert.False(reading.IsCompleted);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(5), Ct));
    }

    [Fact]
    public async Task A_container_with_a_terminal_has_no_frames()
    {
        var id = await _scope.RunAsync("log", _scope.Shell("echo one; echo two >&2") with { Tty = true }, Ct);
        await local.Engine.Containers.WaitAsync(id, Ct);

        Assert.Equal("one\r\ntwo\r\n", await ReadAsync(id, new LogsQuery()));
    }

    [Fact]
    public async Task A_flood_of_long_lines_arrives_whole()
    {
        var id = await DeadAsync("head -c 3000000 /dev/zero | tr '\\0' 'x'; echo; echo end");

        var text = await ReadAsync(id, new LogsQuery());

        Assert.Equal(3_000_000 + 5, text.Length);
        Assert.EndsWith("x\nend\n", text);
    }

    [Fact]
    public async Task Logs_of_a_missing_container_are_not_found()
    {
        var e = await Assert.ThrowsAsync<EngineException>(() => ReadAsync(_scope.Name("none"), new LogsQuery()));

        Assert.True(e.IsNotFound, e.Message);
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();

    private static long Nanos(string stamp)
    {
        var seconds = DateTimeOffset.Parse(stamp[..19] + "Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        var fraction = stamp[20..].TrimEnd('Z').PadRight(9, '0');
        return (seconds * 1_000_000_000) + long.Parse(fraction, CultureInfo.InvariantCulture);
    }

    // The two outputs are two pipes: their order is not promised.
    private static string Sorted(string text) => text == "one\nthree\ntwo\n" || text == "two\none\nthree\n" ? "one\ntwo\nthree\n" : text;

    private Task<string> ReadAsync(string id, LogsQuery query) =>
        local.Engine.Containers.LogsAsync(id, query, Ct).TextAsync(Ct);

    private async Task<string> DeadAsync(string script)
    {
        var id = await _scope.RunAsync("log", script, Ct);
        await local.Engine.Containers.WaitAsync(id, Ct);
        return id;
    }
}
