using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Gantry.Worker.Docker;

/// <summary>Turns what HTTP, sockets and JSON throw into <see cref="EngineException"/>, once for calls and streams alike.</summary>
internal static class EngineFaults
{
    // An error is a sentence. More is no error of the engine's, and would only fill a log.
    private const int LongestReason = 8 * 1024;

    /// <returns>Null for exceptions that say nothing about the engine: bugs, and cancellation.</returns>
    public static EngineException? Translate(Exception exception, EngineCall call, EngineAddress engine) => exception switch
    {
        HttpRequestException { InnerException: SocketException socket } =>
            EngineException.Unreachable(call, engine, Explain(socket), exception),
        HttpRequestException or IOException or SocketException =>
            EngineException.Unreachable(call, engine, $"the connection broke ({exception.Message})", exception),
        JsonException => EngineException.Refused(status: null, call, $"its answer makes no sense ({exception.Message})"),
        _ => null,
    };

    /// <summary>Reads what the engine gave as its reason.</summary>
    public static async Task<EngineException> ReadAsync(HttpResponseMessage response, EngineCall call, CancellationToken ct)
    {
        var body = new byte[LongestReason];
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var count = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, ct);
        return EngineException.Refused(response.StatusCode, call, Reason(body.AsSpan(0, count), response.StatusCode));
    }

    private static string Reason(ReadOnlySpan<byte> body, HttpStatusCode status)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DockerJson.Default.EngineError)?.Text ?? $"it answered {status}";
        }
        catch (JsonException)
        {
            // Old routes and proxies in front of an engine answer in plain text.
            return Encoding.UTF8.GetString(body) is { Length: > 0 } text ? text : $"it answered {status}";
        }
    }

    private static string Explain(SocketException socket)
    {
        if (socket.SocketErrorCode == SocketError.ConnectionRefused)
            return "nobody listens on the socket";
        // .NET words ENOENT as "cannot assign requested address".
        if (socket.SocketErrorCode == SocketError.AddressNotAvailable)
            return "there is no such socket";
        return socket.Message;
    }
}
