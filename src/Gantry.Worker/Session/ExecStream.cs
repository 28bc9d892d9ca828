using System.Text;
using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;
using Gantry.Worker.Tasks;

namespace Gantry.Worker.Session;

/// <summary>A command in a running container: frames of stdin in, of stdout and stderr out, the exit code last.</summary>
internal sealed class ExecStream(NodeEngine node, NodeTasks tasks)
{
    // As a shell says it when a command cannot be started, and when there is none.
    private const int CannotInvoke = 126;
    private const int NoSuchCommand = 127;

    // What the engine prints in the command's stead. Until 23.0 its exit code was 126, whatever was wrong.
    private static ReadOnlySpan<byte> RefusalStart => "OCI runtime exec failed"u8;

    public async Task RunAsync(StreamRequest request, Stream stream, CancellationToken ct)
    {
        var first = await ExecFrame.ReadFromAsync(stream, ct);
        if (first is not { Channel: ExecChannel.Control } || Control(first.Value).Start is not { } start)
        {
            await SayAsync(stream, new ExecControl(Error: "The first message of an exec must say what to start."), ct);
            return;
        }

        try
        {
            await RunAsync(request, start, stream, ct);
        }
        catch (EngineException refused)
        {
            // Without container or engine nobody knows what the command is: only of one that could not be run there is a code.
            var isCommand = refused is { Failure: EngineFailure.Refused, IsConflict: false, IsNotFound: false };
            await SayAsync(stream, isCommand ? Refusal(refused.Message) : new ExecControl(Error: refused.Message), ct);
        }
    }

    private async Task RunAsync(StreamRequest request, ExecRequest start, Stream stream, CancellationToken ct)
    {
        var container = request.TaskId is { } id && tasks.Find(id) is { } runner ? runner.Container?.Id : null;
        if (container is null)
        {
            await SayAsync(stream, new ExecControl(Error: "The task has no container on this node any more."), ct);
            return;
        }

        var exec = await node.Engine.Execs.CreateAsync(container, BodyOf(start), ct);
        if (start.Detach)
        {
            await node.Engine.Execs.StartDetachedAsync(exec, start.Tty, ct);
            await SayAsync(stream, new ExecControl(ExitCode: 0), ct);
            return;
        }

        await using var session = await node.Engine.Execs.StartAsync(exec, start.Tty, ct);
        if (start is { Tty: true, Rows: > 0, Columns: > 0 })
            await ResizeAsync(exec, start.Columns, start.Rows, ct);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var input = PumpInputAsync(exec, start, session, stream, ended.CancelAsync, ended.Token);
        try
        {
            var refusal = "";
            await foreach (var output in session.OutputAsync(ended.Token))
            {
                if (output.Bytes.Span.StartsWith(RefusalStart))
                {
                    refusal = Encoding.UTF8.GetString(output.Bytes.Span).Trim();
                    continue;
                }

                var channel = output.Source == OutputSource.StandardError ? ExecChannel.Stderr : ExecChannel.Stdout;
                await new ExecFrame(channel, output.Bytes).WriteToAsync(stream, ended.Token);
            }

            var details = await node.Engine.Execs.InspectAsync(exec, ct);
            await SayAsync(stream, refusal.Length > 0 ? Refusal(refusal) : new ExecControl(ExitCode: details.ExitCode ?? CannotInvoke), ct);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The client has left. As with docker, the command goes on without it.
        }

        await ended.CancelAsync();
        await input.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    // The end of this stream is the client's leaving: the end of its input comes as a message.
    private async Task PumpInputAsync(string exec, ExecRequest start, ExecSession session, Stream stream, Func<Task> leave, CancellationToken ct)
    {
        try
        {
            await PumpInputAsync(exec, start, session, stream, ct);
        }
        finally
        {
            await leave();
        }
    }

    private async Task PumpInputAsync(string exec, ExecRequest start, ExecSession session, Stream stream, CancellationToken ct)
    {
        while (await ExecFrame.ReadFromAsync(stream, ct) is { } frame)
        {
            if (frame.Channel == ExecChannel.Stdin)
            {
                await WriteAsync(session, frame.Payload, ct);
                continue;
            }

            var control = Control(frame);
            if (control is { Rows: { } rows, Columns: { } columns })
                await ResizeAsync(exec, columns, rows, ct);
            if (control.StdinEnded && !start.Tty)
                session.CloseInput();
        }
    }

    private static ExecControl Refusal(string words)
    {
        var isMissing = words.Contains("executable file not found", StringComparison.Ordinal) || words.Contains("no such file or directory", StringComparison.Ordinal);
        return new ExecControl(Error: words, ExitCode: isMissing ? NoSuchCommand : CannotInvoke);
    }

    private async Task ResizeAsync(string exec, int columns, int rows, CancellationToken ct)
    {
        try
        {
            await node.Engine.Execs.ResizeAsync(exec, columns, rows, ct);
        }
        catch (EngineException)
        {
            // A command that is over has no size. Its output and its exit code still count.
        }
    }

    private static async Task WriteAsync(ExecSession session, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await session.WriteAsync(bytes, ct);
        }
        catch (EngineException)
        {
            // The command reads no more, or has ended: its output and its exit code still count.
        }
    }

    private static CreateExec BodyOf(ExecRequest start) => new(start.Command)
    {
        Tty = start.Tty,
        AttachStdin = start.Stdin && !start.Detach,
        AttachStdout = !start.Detach,
        AttachStderr = !start.Detach,
        User = start.User,
        WorkingDir = start.WorkingDir,
        Env = start.Environment,
    };

    private static ExecControl Control(ExecFrame frame) =>
        JsonSerializer.Deserialize(frame.Payload.Span, ApiJson.Default.ExecControl) ?? new ExecControl();

    private static ValueTask SayAsync(Stream stream, ExecControl control, CancellationToken ct) =>
        new ExecFrame(ExecChannel.Control, JsonSerializer.SerializeToUtf8Bytes(control, ApiJson.Default.ExecControl)).WriteToAsync(stream, ct);
}
