using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gantry.Model.Api;

namespace Gantry.Tests.Cli;

/// <summary>The server's side of an exec.</summary>
internal static class ExecPeer
{
    public static async Task ServeAsync(ReceivedRequest request, Stream stream, Func<WebSocket, Task> talk, CancellationToken ct)
    {
        // SHA-1 is what RFC 6455 asks for.
#pragma warning disable CA5350
        var key = Encoding.ASCII.GetBytes(request.Headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
        var head = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            $"Sec-WebSocket-Protocol: gantry.exec.v1\r\nSec-WebSocket-Accept: {Convert.ToBase64String(SHA1.HashData(key))}\r\n\r\n";
#pragma warning restore CA5350
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), ct);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = "gantry.exec.v1" });
        await talk(socket);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", ct);
    }

    public static Task SendAsync(WebSocket socket, ExecControl control, CancellationToken ct) =>
        socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(control, ApiJson.Default.ExecControl), WebSocketMessageType.Text, endOfMessage: true, ct);
}
