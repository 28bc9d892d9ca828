using System.Text;
using System.Text.Json;
using Gantry.DockerTests.Testing;
using Gantry.Model.Api;
using Gantry.Model.Services;
using Gantry.Model.Wire;
using Gantry.Worker.Session;

namespace Gantry.DockerTests.Session;

public sealed class LogStreamTests(LocalEngine local) : IAsyncDisposable
{
    private readonly RealWorker _worker = new(local.Engine);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_line_is_told_once_with_its_source_and_its_time()
    {
        var task = await _worker.RunAsync("echo one; echo two; echo bad >&2; sleep 1000", Ct);
        await WroteAsync(task, 3);

        var lines = await ReadAsync(task, new LogsRange());

        Assert.Equal(["one", "two"], Texts(lines, "stdout"));
        Assert.Equal(["bad"], Texts(lines, "stderr"));
        Assert.All(lines, l => Assert.Equal($"{task.Stack}_web.1", l.Task));
        Assert.All(lines, l => Assert.InRange(TimeProvider.System.GetUtcNow() - l.At, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_last_line_without_an_end_and_lines_with_carriage_returns_are_lines()
    {
        var task = await _worker.RunAsync("printf 'windows\\r\\n\\nlast'", Ct);
        await WroteAsync(task, 3);

        Assert.Equal(["windows", "", "last"], Texts(await ReadAsync(task, new LogsRange()), "stdout"));
    }

    [Fact]
    public async Task A_line_longer_than_the_engine_s_frames_stays_one_line()
    {
        // 40,000 of ü: the engine cuts at 16 KiB, and so within a character.
        var task = await _worker.RunAsync("yes ü | head -n 40000 | tr -d '\\n'; echo; sleep 1000", Ct);
        await WroteAsync(task, 1);

        var line = Assert.Single(await ReadAsync(task, new LogsRange()));

        Assert.Equal(new string('ü', 40_000), line.Text);
    }

    [Fact]
    public async Task Only_the_last_lines_are_told_when_asked_so()
    {
        var task = await _worker.RunAsync("seq 1 10; sleep 1000", Ct);
        await WroteAsync(task, 10);

        Assert.Equal(["9", "10"], Texts(await ReadAsync(task, new LogsRange(Tail: 2)), "stdout"));
    }

    [Fact]
    public async Task With_follow_what_is_written_later_comes_too_and_the_end_of_the_process_ends_it()
    {
        var task = await _worker.RunAsync("echo first; sleep 1; echo second", Ct);

        Assert.Equal(["first", "second"], Texts(await ReadAsync(task, new LogsRange(Follow: true)), "stdout"));
    }

    [Fact]
    public async Task The_output_of_a_terminal_is_told_too()
    {
        var task = await _worker.RunAsync("echo one; echo two; sleep 1000", Ct, tty: true);
        await WroteAsync(task, 2);

        Assert.Equal(["one", "two"], Texts(await ReadAsync(task, new LogsRange()), "stdout"));
    }

    [Fact]
    public async Task Output_that_the_engine_does_not_keep_is_not_shown_as_none()
    {
        var task = _worker.NewTask(RealWorker.Shell("echo one; sleep 1000") with { Logging = new Logging("none", new Dictionary<string, string>()) });
        await _worker.RunAsync(task, Ct);

        var line = Assert.Single(await ReadAsync(task, new LogsRange()));

        Assert.Equal(LogLine.OwnStream, line.Stream);
        Assert.StartsWith("The output cannot be read: ", line.Text, StringComparison.Ordinal);
        Assert.Contains("logging driver", line.Text, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private static IEnumerable<string> Texts(IEnumerable<LogLine> lines, string stream) => lines.Where(l => l.Stream == stream).Select(l => l.Text);

    private Task WroteAsync(AssignedTask task, int lines) => Eventually.HoldsAsync(
        async () => (await ReadAsync(task, new LogsRange())).Count >= lines, $"{lines} lines were written", Ct);

    private async Task<List<LogLine>> ReadAsync(AssignedTask task, LogsRange range)
    {
        using var stream = new MemoryStream();
        await new LogStream(_worker.Node, _worker.Tasks, TimeProvider.System).RunAsync(new StreamRequest("s1", StreamKind.Logs, task.Id) { Logs = range }, stream, Ct);
        return
        [
            .. Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize(line, ApiJson.Default.LogLine)).OfType<LogLine>(),
        ];
    }
}
