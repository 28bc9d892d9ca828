using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Gantry.Worker.Docker;

namespace Gantry.DockerTests.Docker;

/// <summary>Listens on a unix socket and answers every request with the same bytes, or never: what a sick engine does.</summary>
internal sealed class FakeEngineSocket : IAsyncDisposable
{
    private readonly string _path = Path.Combine(
        Path.GetTempPath(), $"gt-{RandomNumberGenerator.GetHexString(10, lowercase: true)}.sock");

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    /// <param name="answer">By request line; null never answers, an empty text closes the connection.</param>
    public FakeEngineSocket(Func<string, string?> answer)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen();
        _serving = ServeAsync(answer);
    }

    public EngineAddress Address => new(_path);

    public static string Answer(string status, string body, string headers = "") =>
        $"HTTP/1.1 {status}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <summary>A healthy ping, and this for everything else.</summary>
    public static Func<string, string?> Pinging(Func<string, string?> others, string version = "1.41") => line =>
        line.Contains("/_ping", StringComparison.Ordinal) ? Answer("200 OK", "OK", $"Api-Version: {version}\r\n") : others(line);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        File.Delete(_path);
    }

    private async Task ServeAsync(Func<string, string?> answer)
    {
        var connections = new List<Task>();
        while (true)
            connections.Add(AnswerAsync(await _listener.AcceptAsync(_end.Token), answer));
    }

    private async Task AnswerAsync(Socket connection, Func<string, string?> answer)
    {
        using var closed = connection;
        var buffer = new byte[64 * 1024];
        while (await connection.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
        {
            var line = Encoding.ASCII.GetString(buffer, 0, count).Split('\r')[0];
            if (answer(line) is not { } text)
                continue;
            if (text.Length == 0)
                return;
            await connection.SendAsync(Encoding.UTF8.GetBytes(text), _end.Token);
        }
    }
}
