using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Client;

namespace Gantry.Tests.Cli;

/// <summary>A peer on a real unix socket that answers as it was told to, byte for byte.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, Queue<Func<ReceivedRequest, Stream, CancellationToken, Task>>> _answers = new();
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly Task _accepting;

    public ScriptedServer()
    {
        Folder = Directory.CreateTempSubdirectory("gantry-cli-").FullName;
        SocketPath = Path.Combine(Folder, "api.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Deleted with the server.</summary>
    public string Folder { get; }

    public string SocketPath { get; }

    public string Address => $"unix://{SocketPath}";

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>Into <see cref="Folder"/>, where commands run.</summary>
    public Task WriteComposeAsync(string text = "services: {web: {image: busybox}}") =>
        File.WriteAllTextAsync(Path.Combine(Folder, "compose.yaml"), text, TestContext.Current.CancellationToken);

    /// <summary>Answers of one call are given in order; the last one again and again.</summary>
    public ScriptedServer On(string call, Func<ReceivedRequest, Stream, CancellationToken, Task> answer)
    {
        _answers.GetOrAdd(call, _ => new()).Enqueue(answer);
        return this;
    }

    public ScriptedServer Raw(string call, string answer) =>
        On(call, (_, stream, ct) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer), ct).AsTask());

    public ScriptedServer Json(string call, string json, int status = 200, string contentType = "application/json") =>
        Raw(call, $"HTTP/1.1 {status} X\r\nContent-Type: {contentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    public ScriptedServer Json<T>(string call, T value, JsonTypeInfo<T> type) => Json(call, JsonSerializer.Serialize(value, type));

    public ScriptedServer Problem(string call, int status, string code, string detail) =>
        Json(call, $$"""{"title":"t","status":{{status}},"detail":"{{detail}}","code":"{{code}}"}""", status, "application/problem+json");

    /// <summary>Server-sent events, and then the end of the stream.</summary>
    public ScriptedServer Events(string call, params string[] events) =>
        Raw(call, $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n{string.Concat(events)}");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(ServeAsync(await _listener.AcceptAsync(_stopping.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            var request = await ReadAsync(stream);
            _requests.Enqueue(request);
            await AnswerTo(request.Call)(request, stream, _stopping.Token);
            await stream.FlushAsync(_stopping.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or WebSocketException)
        {
            // The client has gone, or the test is over.
        }
    }

    private Func<ReceivedRequest, Stream, CancellationToken, Task> AnswerTo(string call)
    {
        if (!_answers.TryGetValue(call, out var queue))
        {
            var body = $$"""{"title":"t","status":404,"detail":"Nothing is scripted for {{call}}.","code":"not_found"}""";
            var answer = $"HTTP/1.1 404 X\r\nContent-Type: application/problem+json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
            return (_, stream, ct) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer), ct).AsTask();
        }

        lock (queue)
            return queue.Count > 1 ? queue.Dequeue() : queue.Peek();
    }

    private async Task<ReceivedRequest> ReadAsync(NetworkStream stream)
    {
        var input = new HttpInput(stream);
        var line = await input.ReadLineAsync(_stopping.Token) ?? throw new IOException("The client has gone.");
        var first = line.Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await input.ReadLineAsync(_stopping.Token) is { Length: > 0 } header)
            headers[header.Split(": ", 2)[0]] = header.Split(": ", 2)[1];
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length") ?? "0")];
        for (var read = 0; read < body.Length;)
            read += await input.ReadAsync(body.AsMemory(read), _stopping.Token);
        return new ReceivedRequest($"{first[0]} {first[1]}", headers, Encoding.UTF8.GetString(body));
    }
}
