using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Gantry.Manager.Api.Views;
using Gantry.Model.Api;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Streams;

/// <summary>Carries a command's streams between a WebSocket and the worker that runs it.</summary>
internal sealed class ExecBridge(ControlApi api)
{
    public const string Protocol = "gantry.exec.v1";

    private const int MostMessageBytes = 1 << 20;
    private const int ChunkBytes = 16 << 10;

    public async Task RunAsync(HttpContext http, CancellationToken ct)
    {
        var task = Runnable(http);
        if (!http.WebSockets.IsWebSocketRequest)
            throw Problem.InvalidRequest($"A command in a container is a WebSocket with sub-protocol {Protocol}: ask for an upgrade. 'gantry exec' does it.");
        if (!http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol))
            throw Problem.InvalidRequest($"The WebSocket must ask for sub-protocol {Protocol}.");

        await using var worker = await api.Streams.OpenAsync(task.NodeId!.Value, id => new StreamRequest(id, StreamKind.Exec, task.Id), ct);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(Protocol);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var typing = InAsync(socket, worker, ending.Token);
        var showing = OutAsync(worker, socket, ending.Token);
        try
        {
            // The client that goes ends the command's line; a client that only stops typing does not.
            await Task.WhenAny(showing, typing);
            if (typing.IsCompletedSuccessfully && !showing.IsCompleted)
                return;
            await showing;
            await CloseAsync(socket, ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
            await worker.DisposeAsync();
            await typing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await showing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ServiceTask Runnable(HttpContext http)
    {
        var state = api.Store.Current;
        var task = state.TaskNamed(http.RouteText("task"));
        return task is { NodeId: not null, State: TaskState.Running }
            ? task
            : throw Problem.Refused($"{TaskView.NameOf(state, task)} is {task.State.Word()}, not running: there is nothing to run a command in. 'gantry explain' says why.");
    }

    /// <summary>Returns when the client has gone.</summary>
    private static async Task InAsync(WebSocket socket, Stream worker, CancellationToken ct)
    {
        var message = new ArrayBufferWriter<byte>(ChunkBytes);
        try
        {
            while (true)
            {
                message.ResetWrittenCount();
                var type = await ReceiveAsync(socket, message, ct);
                if (type == WebSocketMessageType.Close)
                    return;
                if (message.WrittenCount == 0)
                    continue;
                var frame = type == WebSocketMessageType.Text
                    ? new ExecFrame(ExecChannel.Control, message.WrittenMemory)
                    : new ExecFrame(ExecChannel.Stdin, message.WrittenMemory[1..]);
                if (type == WebSocketMessageType.Text || message.WrittenSpan[0] == (byte)ExecChannel.Stdin)
                    await frame.WriteToAsync(worker, ct);
            }
        }
        catch (WebSocketException)
        {
            // It went without a word.
        }
    }

    private static async Task<WebSocketMessageType> ReceiveAsync(WebSocket socket, ArrayBufferWriter<byte> message, CancellationToken ct)
    {
        while (true)
        {
            var part = await socket.ReceiveAsync(message.GetMemory(ChunkBytes), ct);
            message.Advance(part.Count);
            if (part.MessageType == WebSocketMessageType.Close || part.EndOfMessage)
                return part.MessageType;
            if (message.WrittenCount > MostMessageBytes)
                throw new WebSocketException(WebSocketError.InvalidMessageType, $"A message of more than {MostMessageBytes} bytes.");
        }
    }

    /// <summary>Returns when the command has ended and its exit code, or why there is none, was said.</summary>
    private static async Task OutAsync(Stream worker, WebSocket socket, CancellationToken ct)
    {
        var isEnded = false;
        while (!isEnded && await NextAsync(worker, ct) is { } frame)
        {
            if (frame.Channel == ExecChannel.Control)
            {
                await socket.SendAsync(frame.Payload, WebSocketMessageType.Text, endOfMessage: true, ct);
                isEnded = JsonSerializer.Deserialize(frame.Payload.Span, ApiJson.Default.ExecControl) is { ExitCode: not null } or { Error: not null };
                continue;
            }

            var bytes = new byte[frame.Payload.Length + 1];
            bytes[0] = (byte)frame.Channel;
            frame.Payload.CopyTo(bytes.AsMemory(1));
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, ct);
        }

        if (!isEnded)
        {
            var lost = new ExecControl(Error: "The line to the worker ended before the command did; whether it goes on is not known.");
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(lost, ApiJson.Default.ExecControl), WebSocketMessageType.Text, endOfMessage: true, ct);
        }
    }

    private static async Task<ExecFrame?> NextAsync(Stream worker, CancellationToken ct)
    {
        try
        {
            return await ExecFrame.ReadFromAsync(worker, ct);
        }
        catch (Exception broken) when (broken is IOException or LinkException)
        {
            return null;
        }
    }

    private static async Task CloseAsync(WebSocket socket, CancellationToken ct)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        }
        catch (WebSocketException)
        {
            // It has all it needs already.
        }
    }
}
