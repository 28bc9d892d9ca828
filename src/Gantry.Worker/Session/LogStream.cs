using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Tasks;

namespace Gantry.Worker.Session;

/// <summary>A task's output as JSON lines, also of one that is dead while its container is kept.</summary>
internal sealed class LogStream(NodeEngine node, NodeTasks tasks, TimeProvider time)
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public async Task RunAsync(StreamRequest request, Stream stream, CancellationToken ct)
    {
        if (request.TaskId is not { } id || tasks.Find(id) is not { } runner)
            return;

        var task = runner.Wanted;
        var name = task.Slot > 0 ? $"{task.Stack}_{task.Service}.{task.Slot}" : $"{task.Stack}_{task.Service}.{task.Id.Value.Shown}";
        var frames = node.Engine.Containers.LogsAsync(
            runner.Container?.Id ?? task.ContainerName, QueryOf(request.Logs ?? new LogsRange()), ct);
        try
        {
            await CopyAsync(frames, name, task.Container.Tty, stream, ct);
        }
        catch (EngineException failure)
        {
            // An end that looked like the end of the output would hide that there is more.
            await WriteAsync(new LogLine(name, LogLine.OwnStream, time.GetUtcNow(), $"The output cannot be read: {failure.Message}"), stream, ct);
        }
    }

    private static async Task CopyAsync(
        IAsyncEnumerable<OutputFrame> frames, string name, bool tty, Stream stream, CancellationToken ct)
    {
        var outputs = new SortedDictionary<OutputSource, LogLines>();
        await foreach (var frame in frames)
        {
            if (!outputs.TryGetValue(frame.Source, out var lines))
                outputs[frame.Source] = lines = new LogLines(tty);
            foreach (var (at, text) in lines.Add(frame.Bytes.Span))
                await WriteAsync(new LogLine(name, NameOf(frame.Source), at, text), stream, ct);
            await stream.FlushAsync(ct);
        }

        foreach (var (source, lines) in outputs)
        {
            if (lines.Rest() is var (at, text))
                await WriteAsync(new LogLine(name, NameOf(source), at, text), stream, ct);
        }

        await stream.FlushAsync(ct);
    }

    private static LogsQuery QueryOf(LogsRange range) => new(
        range.Follow,
        range.Since is { } since ? EngineTime.From(since) : null,
        range.Until is { } until ? EngineTime.From(until) : null,
        range.Tail,
        Timestamps: true);

    private static string NameOf(OutputSource source) => source == OutputSource.StandardError ? "stderr" : "stdout";

    private static async Task WriteAsync(LogLine line, Stream stream, CancellationToken ct)
    {
        await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, ApiJson.Default.LogLine), ct);
        await stream.WriteAsync(NewLine, ct);
    }
}
