using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>One command in a container: its streams are this process's, and so is its exit code.</summary>
internal sealed class ExecSession(ApiClient api, CliEnvironment environment, ExecRequest request)
{
    private const int ChunkLength = 16 * 1024;
    private const string UnknownEnd = "Whether the command goes on is not known: look with another exec, for example of ps.";
    private const byte Stdin = 0;
    private const byte Stderr = 2;

    public async Task<int> RunAsync(string task, CancellationToken ct)
    {
        using var socket = await OpenAsync(task, ct);
        return await ConverseAsync(socket, ct);
    }

    // 1 could be the command's own: that there was no command must not look like it.
    private async Task<WebSocket> OpenAsync(string task, CancellationToken ct)
    {
        try
        {
            return await api.ConnectWebSocketAsync(ApiPath.Of("tasks", task, "exec"), ApiClient.ExecProtocol, ct);
        }
        catch (CliException e) when (e.ExitCode == ExitCode.Error)
        {
            throw e.EndingWith(ExitCode.ExecFailed);
        }
    }

    private async Task<int> ConverseAsync(WebSocket socket, CancellationToken ct)
    {
        using var raw = request is { Tty: true, Stdin: true } ? Terminal.EnterRawMode(Terminal.StandardInput) : null;

        // One writer: a WebSocket takes one message at a time, and keys, sizes and the end of input come from all sides.
        var outgoing = Channel.CreateBounded<Message>(new BoundedChannelOptions(16) { SingleReader = true });
        await outgoing.Writer.WriteAsync(Message.Of(new ExecControl(Start: request)), ct);
        using var resized = request.Tty ? PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => SendSize(outgoing.Writer)) : null;

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sending = SendAsync(socket, outgoing.Reader, ending.Token);
        var typing = request.Stdin ? ReadInputAsync(outgoing.Writer, ending.Token) : Task.CompletedTask;
        try
        {
            return await ReceiveAsync(socket, ct);
        }
        catch (WebSocketException e)
        {
            throw new CliException(
                ExitCode.ExecFailed, $"The connection to the command broke: {e.Message}", UnknownEnd, e);
        }
        finally
        {
            await ending.CancelAsync();
            await EndedAsync(sending);

            // A read of a terminal cannot be called back: it ends with the process, or with the next key.
            if (typing.IsCompleted)
                await EndedAsync(typing);
        }
    }

    private static void SendSize(ChannelWriter<Message> outgoing)
    {
        // A size that finds the channel full is lost; the next change of size sends another.
        if (Terminal.SizeOf(Terminal.StandardOutput) is { } size)
            outgoing.TryWrite(Message.Of(new ExecControl(Rows: size.Rows, Columns: size.Columns)));
    }

    private static async Task SendAsync(WebSocket socket, ChannelReader<Message> outgoing, CancellationToken ct)
    {
        await foreach (var message in outgoing.ReadAllAsync(ct))
            await socket.SendAsync(message.Bytes, message.Type, endOfMessage: true, ct);
    }

    private async Task ReadInputAsync(ChannelWriter<Message> outgoing, CancellationToken ct)
    {
        while (true)
        {
            var chunk = new byte[ChunkLength];
            chunk[0] = Stdin;
            var count = await environment.In.ReadAsync(chunk.AsMemory(1), ct);
            if (count == 0)
                break;
            await outgoing.WriteAsync(new Message(chunk.AsMemory(0, count + 1), WebSocketMessageType.Binary), ct);
        }

        await outgoing.WriteAsync(Message.Of(new ExecControl(StdinEnded: true)), ct);
    }

    private async Task<int> ReceiveAsync(WebSocket socket, CancellationToken ct)
    {
        var buffer = new byte[ChunkLength];
        using var text = new MemoryStream();
        Stream? target = null;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), ct);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new CliException(ExitCode.ExecFailed, "The server ended the connection without an exit code.", UnknownEnd);
            if (part.MessageType == WebSocketMessageType.Text)
            {
                await text.WriteAsync(buffer.AsMemory(0, part.Count), ct);
                if (part.EndOfMessage && ExitCodeIn(text) is { } code)
                    return code;
                continue;
            }

            // A message may come in parts; its first byte says whose it is.
            var from = target is null ? 1 : 0;
            if (part.Count > 0)
                target ??= buffer[0] == Stderr ? environment.ErrorBytes : environment.OutBytes;
            if (target is not null && part.Count > from)
            {
                await target.WriteAsync(buffer.AsMemory(from, part.Count - from), ct);
                await target.FlushAsync(ct);
            }

            if (part.EndOfMessage)
                target = null;
        }
    }

    private static int? ExitCodeIn(MemoryStream text)
    {
        var control = JsonSerializer.Deserialize(text.ToArray(), ApiJson.Default.ExecControl);
        text.SetLength(0);
        return control?.Error is { } error
            ? throw new CliException(control.ExitCode ?? ExitCode.ExecFailed, error, HintFor(control.ExitCode))
            : control?.ExitCode;
    }

    private static string HintFor(int? exitCode) => exitCode switch
    {
        ExitCode.ExecNotFound => "Is it in the image? Name it by its whole path, or look for it with: exec … ls /bin /usr/bin",
        ExitCode.ExecCannotInvoke => "It must be a program that this user may run: exec … ls -l on it shows its mode; -u runs it as another user.",
        _ => "gantry ps shows how the task is; gantry explain says why.",
    };

    private static async Task EndedAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            // The command has ended: what could not be sent any more has nobody to go to.
        }
    }

    private readonly record struct Message(ReadOnlyMemory<byte> Bytes, WebSocketMessageType Type)
    {
        public static Message Of(ExecControl control) =>
            new(JsonSerializer.SerializeToUtf8Bytes(control, ApiJson.Default.ExecControl), WebSocketMessageType.Text);
    }
}
