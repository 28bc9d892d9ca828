using System.Text;
using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Tasks;

namespace Gantry.Worker.Session;

/// <summary>A task's output as JSON lines, also of one that is dead while its container is kept.</summary>
internal sealed class LogStream(NodeEngine node, NodeTasks tasks)
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public async Task RunAsync(StreamRequest request, Stream stream, CancellationToken ct)
    {
        if (request.TaskId is not { } id || tasks.Find(id) is not { } runner)
            return;

        var range = request.Logs ?? new LogsRange();
        var query = new LogsQuery(
            range.Follow,
            range.Since is { } since ? EngineTime.From(since) : null,
            range.Until is { } until ? EngineTime.From(until) : null,
            range.Tail,
            Timestamps: true);
        var task = runner.Wanted;
        var name = task.Slot > 0 ? $"{task.Stack}_{task.Service}.{task.Slot}" : $"{task.Stack}_{task.Service}.{identityless(task)}";
        var pending = new Dictionary<OutputSource, StringBuilder>();
        await foreach (var frame in node.Engine.Containers.LogsAsync(runner.Container?.Id ?? task.ContainerName, query, ct))
        {
            if (!pending.TryGetValue(frame.Source, out var text))
                pending[frame.Source] = text = new StringBuilder();
            text.Append(Encoding.UTF8.GetString(frame.Bytes.Span));
            await WriteLinesAsync(name, frame.Source, text, stream, ct);
        }

        foreach (var (source, text) in pending.Where(p => p.Value.Length > 0))
        {
            text.Append('\n');
            await WriteLinesAsync(name, source, text, stream, ct);
        }

        static string identityless(AssignedTask task) => task.Id.Value.Shown;
    }

    private static async Task WriteLinesAsync(string task, OutputSource source, StringBuilder text, Stream stream, CancellationToken ct)
    {
        var whole = text.ToString();
        var end = whole.LastIndexOf('\n');
        if (end < 0)
            return;

        foreach (var line in whole[..end].Split('\n'))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(LineOf(task, source, line), ApiJson.Default.LogLine);
            await stream.WriteAsync(json, ct);
            await stream.WriteAsync(NewLine, ct);
        }

        await stream.FlushAsync(ct);
        text.Clear();
        text.Append(whole.AsSpan(end + 1));
    }

    // The engine writes an RFC 3339 time and a space before each line.
    private static LogLine LineOf(string task, OutputSource source, string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var hasTime = DateTimeOffset.TryParse(space < 0 ? line : line[..space], out var at);
        var text = hasTime ? (space < 0 ? "" : line[(space + 1)..]) : line;
        return new LogLine(task, source == OutputSource.StandardError ? "stderr" : "stdout", at, text.TrimEnd('\r'));
    }
}
