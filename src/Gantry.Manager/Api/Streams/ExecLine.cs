using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Wire;

namespace Gantry.Manager.Api.Streams;

/// <summary>The two ends of one command: what goes in from the client, and what comes out of the worker.</summary>
internal sealed class ExecLine(WebSocket socket, Stream worker)
{
    private const int MostMessageBytes = 1 << 20;
    private const int ChunkBytes = 16 << 10;

    /// <summary>Returns when the client has gone.</summary>
    public async Task InAsync(CancellationToken ct)
    {
        var message = new ArrayBufferWriter<byte>(ChunkBytes);
        try
        {
            while (true)
            {
                message.ResetWrittenCount();
                var type = await ReceiveAsync(message, ct);
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

    private async Task<WebSocketMessageType> ReceiveAsync(ArrayBufferWriter<byte> message, CancellationToken ct)
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
    public async Task OutAsync(CancellationToken ct)
    {
        var isEnded = false;
        while (!isEnded && await NextAsync(ct) is { } frame)
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

    private async Task<ExecFrame?> NextAsync(CancellationToken ct)
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

    public async Task CloseAsync(CancellationToken ct)
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
