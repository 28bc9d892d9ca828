using System.Globalization;
using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>
/// Speaks HTTP/1.1 to a server, one connection a call. Its own small reader for both forms of address: HttpClient costs
/// a short command 40 ms of start-up, and events and WebSockets are read the same way over the socket and over TLS.
/// </summary>
internal sealed class ApiClient(ApiTarget target, TimeProvider time)
{
    public const string ExecProtocol = "gantry.exec.v1";

    private const string EventStream = "text/event-stream";
    private const int FirstRead = 16 * 1024;
    private const string WebSocketKeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    // Long enough for a server that fsyncs on a slow disk; streams have no limit.
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(60);

    public ApiTarget Target => target;

    /// <summary>One whole answer.</summary>
    /// <exception cref="CliException">The server cannot be reached, or refuses.</exception>
    public Task<T> CallAsync<T>(ApiCall call, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class =>
        InTimeAsync(call, (answer, token) => ReadAsync(answer.Body, type, token), ct);

    /// <summary>One whole answer as it came: JSON that is only shown need not be understood.</summary>
    public Task<ReadOnlyMemory<byte>> GetBytesAsync(string path, CancellationToken ct) =>
        InTimeAsync(ApiCall.Get(path), static (answer, token) => ReadAllAsync(answer.Body, token), ct);

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class =>
        CallAsync(ApiCall.Get(path), type, ct);

    /// <summary>Success without an answer that matters.</summary>
    public Task SendAsync(ApiCall call, CancellationToken ct) => InTimeAsync(call, static (_, _) => Task.FromResult(true), ct);

    /// <summary>The head of a successful answer; the body is still to be read.</summary>
    public async Task<HttpAnswer> OpenAsync(ApiCall call, CancellationToken ct)
    {
        var (address, stream) = await new ServerLine(target, time).OpenAsync(ct);
        HttpAnswer? answer = null;
        try
        {
            answer = await Guarded(call, ExchangeAsync(stream, address, call, ct));
            if (!answer.IsSuccess && answer.Status != 101)
                throw await Guarded(call, ApiProblems.ReadAsync(answer, address, ct));
            return answer;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Server-sent events until the server ends them.</summary>
    /// <exception cref="IOException">The connection broke: resume after the last id.</exception>
    public async IAsyncEnumerable<SseItem<string>> EventsAsync(
        string path, string? afterId, [EnumeratorCancellation] CancellationToken ct)
    {
        List<(string, string)> headers = [("Accept", EventStream)];
        if (afterId is not null)
            headers.Add(("Last-Event-ID", afterId));
        await using var answer = await OpenAsync(ApiCall.Get(path) with { Headers = headers }, ct);
        if (!answer.ContentType.StartsWith(EventStream, StringComparison.OrdinalIgnoreCase))
            throw CliException.OfStranger($"{target} does not send {path} as events.");
        await foreach (var item in SseParser.Create(answer.Body).EnumerateAsync(ct))
            yield return item;
    }

    /// <summary>One JSON text a line, until the server ends them.</summary>
    public async IAsyncEnumerable<T> LinesAsync<T>(
        string path, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken ct)
        where T : class
    {
        var call = ApiCall.Get(path);
        await using var answer = await OpenAsync(call, ct);
        using var reader = new StreamReader(answer.Body, Encoding.UTF8);
        while (await Guarded(call, reader.ReadLineAsync(ct).AsTask()) is { } line)
        {
            if (line.Length > 0 && JsonSerializer.Deserialize(line, type) is { } item)
                yield return item;
        }
    }

    public async Task<WebSocket> ConnectWebSocketAsync(string path, string protocol, CancellationToken ct)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var answer = await OpenAsync(ApiCall.Get(path) with
        {
            Headers =
            [
                ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
                ("Sec-WebSocket-Key", key), ("Sec-WebSocket-Protocol", protocol),
            ],
        }, ct);
        if (answer.Status != 101 || answer.Headers.GetValueOrDefault("sec-websocket-accept") != AcceptFor(key))
        {
            await answer.DisposeAsync();
            throw CliException.OfStranger($"{target} does not open {path} as a WebSocket.");
        }

        return WebSocket.CreateFromStream(answer.Upgraded, new WebSocketCreationOptions
        {
            IsServer = false,
            SubProtocol = protocol,
            KeepAliveInterval = TimeSpan.FromSeconds(20),
        });
    }

    private async Task<T> InTimeAsync<T>(ApiCall call, Func<HttpAnswer, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        try
        {
            return await Deadline.WithinAsync(CallDeadline, time, ReadWholeAsync, ct);
        }
        catch (TimeoutException)
        {
            throw Late(call);
        }
        catch (OperationCanceledException e) when (ct.IsCancellationRequested && !call.OnlyReads)
        {
            throw new CliException(
                ExitCode.Interrupted, "Interrupted before the server answered: whether the change was made is not known.", "gantry events shows whether it was.", e);
        }

        async Task<T> ReadWholeAsync(CancellationToken token)
        {
            await using var answer = await OpenAsync(call, token);
            return await Guarded(call, read(answer, token));
        }
    }

    // Not CopyToAsync: the pool that it borrows from takes longer to set up than most answers to read.
    private static async Task<ReadOnlyMemory<byte>> ReadAllAsync(Stream body, CancellationToken ct)
    {
        var bytes = new byte[FirstRead];
        var length = 0;
        while (await body.ReadAsync(bytes.AsMemory(length), ct) is var count and > 0)
        {
            length += count;
            if (length == bytes.Length)
                Array.Resize(ref bytes, length * 2);
        }

        return bytes.AsMemory(0, length);
    }

    private static async Task<T> ReadAsync<T>(Stream body, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, ct)
                ?? throw CliException.OfStranger("The server answered nothing where an answer is due.");
        }
        catch (JsonException e)
        {
            throw CliException.OfStranger($"The server's answer cannot be read: {e.Message}", e);
        }
    }

    private async Task<HttpAnswer> ExchangeAsync(Stream stream, ApiAddress address, ApiCall call, CancellationToken ct)
    {
        await stream.WriteAsync(HeadOf(call, address), ct);
        if (call.Body is { Length: > 0 } body)
            await stream.WriteAsync(body, ct);
        await stream.FlushAsync(ct);
        return await HttpAnswer.ReadAsync(stream, ct);
    }

    private byte[] HeadOf(ApiCall call, ApiAddress address)
    {
        var upgrades = call.Headers?.Any(h => h.Name == "Upgrade") == true;
        var host = address is ApiAddress.Https https ? https.Authority : "localhost";
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{call.Method} {call.Path} HTTP/1.1\r\nHost: {host}\r\n")
            .Append(CultureInfo.InvariantCulture, $"User-Agent: gantry/{ProductVersion.Text}\r\n")
            .Append(upgrades ? "Connection: Upgrade\r\n" : "Connection: close\r\n");
        if (target.Token is { } token && address is ApiAddress.Https)
            head.Append("Authorization: Bearer ").Append(token).Append("\r\n");
        if (call.Body is { } body)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n");
        if (call.Headers is { } headers)
        {
            foreach (var (name, value) in headers)
                head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    // SHA-1 is what RFC 6455 asks for: it shows that a WebSocket server answers, it protects nothing.
#pragma warning disable CA5350
    private static string AcceptFor(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + WebSocketKeySuffix)));
#pragma warning restore CA5350

    private CliException Late(ApiCall call) =>
        new(ExitCode.Unreachable, $"{target} did not answer within {CallDeadline.TotalSeconds:0} s.", HintFor(call));

    private static string HintFor(ApiCall call) => call.OnlyReads
        ? "gantry doctor checks the way to the server. Then repeat it."
        : "Whether it was done is not known: look before you repeat it. gantry doctor checks the way to the server.";

    private async Task<T> Guarded<T>(ApiCall call, Task<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (IOException e)
        {
            throw new CliException(ExitCode.Unreachable, $"The connection to {target} broke: {e.Message}.", HintFor(call), e);
        }
    }
}
