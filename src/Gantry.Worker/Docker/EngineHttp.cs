using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Worker.Docker;

/// <summary>
/// Requests to the engine over its unix socket. Everything that fails is an <see cref="EngineException"/>; a call that
/// its caller cancels is an <see cref="OperationCanceledException"/>.
/// </summary>
internal sealed class EngineHttp(EngineAddress engine, TimeProvider time, EngineDeadlines deadlines) : IDisposable
{
    // Calls answer in milliseconds and the engine takes its own locks, so more at once only queue inside it.
    private const int CallsAtOnce = 32;

    private readonly HttpMessageInvoker _calls = new(Handler(engine, CallsAtOnce));

    // Logs, events, waits and stops hold a connection for as long as they last. In one pool with the calls, as many
    // of them as it has connections would stop every call, the ping too. So they have their own, without a limit.
    private readonly HttpMessageInvoker _streams = new(Handler(engine, int.MaxValue));

    // A class and not the struct itself: it is read and written by many threads, and must not tear.
    private NegotiatedVersion? _negotiated;

    public EngineDeadlines Deadlines => deadlines;

    public EngineAddress Engine => engine;

    /// <summary>Asks the engine anew what it speaks; calls use the answer from then on.</summary>
    public async Task<ApiVersion> PingAsync(CancellationToken ct)
    {
        var call = new EngineCall("answer a ping");
        var version = await WithinAsync(call, deadlines.Ping, async both =>
        {
            using var response = await SendAsync(_calls, call, Request(HttpMethod.Get, "/_ping", body: null), both);
            var offered = response.Headers.TryGetValues("Api-Version", out var values) ? values.FirstOrDefault() : null;
            return Choose(call, offered);
        }, ct);
        _negotiated = new NegotiatedVersion(version);
        return version;
    }

    public ValueTask<ApiVersion> VersionAsync(CancellationToken ct) =>
        _negotiated is { } known ? ValueTask.FromResult(known.Version) : new ValueTask<ApiVersion>(PingAsync(ct));

    /// <summary>A call whose answer nobody needs.</summary>
    public async Task SendAsync(
        EngineCall call, HttpMethod method, EnginePath path, EngineBody? body, CancellationToken ct)
    {
        var version = await VersionAsync(ct);
        await WithinAsync(call, deadlines.Call, async both =>
        {
            using var response = await SendAsync(_calls, call, Request(method, $"/v{version}{path}", body), both);
            return response.StatusCode;
        }, ct);
    }

    public async Task<T> AskAsync<T>(
        EngineCall call, HttpMethod method, EnginePath path, EngineBody? body, JsonTypeInfo<T> answer, CancellationToken ct)
    {
        var version = await VersionAsync(ct);
        return await WithinAsync(call, deadlines.Call, async both =>
        {
            using var response = await SendAsync(_calls, call, Request(method, $"/v{version}{path}", body), both);
            await using var stream = await response.Content.ReadAsStreamAsync(both);
            return await JsonSerializer.DeserializeAsync(stream, answer, both)
                ?? throw new JsonException("null instead of an object");
        }, ct);
    }

    /// <summary>A call that takes longer than calls do, on the streams' connections. The answer may go on without end.</summary>
    /// <param name="patience">For the first byte.</param>
    /// <param name="silence">For each later piece; null is for ever.</param>
    public async Task<EngineStream> OpenAsync(
        EngineCall call, HttpMethod method, EnginePath path, EngineBody? body, TimeSpan patience, TimeSpan? silence,
        CancellationToken ct)
    {
        var version = await VersionAsync(ct);
        return await WithinAsync(call, patience, async both =>
        {
            var response = await SendAsync(_streams, call, Request(method, $"/v{version}{path}", body), both);
            var stream = await response.Content.ReadAsStreamAsync(both);
            return new EngineStream(stream, call, engine, silence, time, owner: response);
        }, ct);
    }

    /// <summary>Values one after the other, as events and pulls send them.</summary>
    public async IAsyncEnumerable<T> ReadValuesAsync<T>(
        EngineStream stream, EngineCall call, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken ct)
    {
        var values = JsonSerializer.DeserializeAsyncEnumerable(stream, type, topLevelValues: true, ct);
        await using var each = values.GetAsyncEnumerator(ct);
        while (await MoveNextAsync())
        {
            if (each.Current is { } value)
                yield return value;
        }

        async ValueTask<bool> MoveNextAsync()
        {
            try
            {
                return await each.MoveNextAsync();
            }
            catch (JsonException e)
            {
                throw EngineException.Unreachable(call, engine, $"the stream broke off ({e.Message})", e);
            }
        }
    }

    /// <summary>Takes the connection over for both directions, as exec does.</summary>
    public async Task<EngineHijack> HijackAsync(EngineCall call, EnginePath path, EngineBody body, CancellationToken ct)
    {
        var version = await VersionAsync(ct);
        return await WithinAsync(call, deadlines.Call, async both =>
        {
            Socket? socket = null;
            var invoker = new HttpMessageInvoker(Handler(engine, connections: 1, opened => socket = opened));
            try
            {
                var request = Request(HttpMethod.Post, $"/v{version}{path}", body);
                request.Headers.Connection.Add("Upgrade");
                request.Headers.Upgrade.Add(new ProductHeaderValue("tcp"));
                var response = await SendAsync(invoker, call, request, both);
                if (response.StatusCode != HttpStatusCode.SwitchingProtocols || socket is null)
                    throw EngineException.Refused(response.StatusCode, call, "it did not hand over the connection");
                var stream = await response.Content.ReadAsStreamAsync(both);
                return new EngineHijack(new EngineStream(stream, call, engine, silence: null, time, owner: invoker), socket);
            }
            catch
            {
                invoker.Dispose();
                throw;
            }
        }, ct);
    }

    public void Dispose()
    {
        _calls.Dispose();
        _streams.Dispose();
    }

    private static SocketsHttpHandler Handler(EngineAddress engine, int connections, Action<Socket>? opened = null) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = connections,
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(engine.SocketPath), ct);
                opened?.Invoke(socket);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    // The host is never looked up: the connection is always to the socket.
    private static HttpRequestMessage Request(HttpMethod method, string path, EngineBody? body)
    {
        var request = new HttpRequestMessage(method, "http://engine" + path) { Content = body?.Content };
        if (body?.RegistryAuth is { } auth)
            request.Headers.Add("X-Registry-Auth", auth);
        return request;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpMessageInvoker invoker, EngineCall call, HttpRequestMessage request, CancellationToken ct)
    {
        using var sent = request;
        var response = await invoker.SendAsync(request, ct);
        // 304: a start of what runs, a stop of what does not. Both are what the caller wanted.
        if ((int)response.StatusCode is < 300 or 304)
            return response;

        using var failed = response;
        throw await EngineFaults.ReadAsync(response, call, ct);
    }

    private static ApiVersion Choose(EngineCall call, string? offered)
    {
        if (ApiVersion.Parse(offered) is not { } newest)
            throw EngineException.Unsupported(call, $"what answers there is no Docker Engine (API version '{offered}')");
        if (newest < ApiVersion.Oldest)
        {
            throw EngineException.Unsupported(
                call, $"it speaks API {newest}, and {ApiVersion.Oldest} (Docker Engine 20.10) is the oldest supported: upgrade it");
        }

        return newest < ApiVersion.Newest ? newest : ApiVersion.Newest;
    }

    private async Task<T> WithinAsync<T>(
        EngineCall call, TimeSpan deadline, Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(deadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            return await work(both.Token);
        }
        // A cancelled read of a socket may end in an IOException, so the tokens decide what it was and not its type.
        catch (Exception e) when (ct.IsCancellationRequested && e is not EngineException)
        {
            throw new OperationCanceledException(e.Message, e, ct);
        }
        catch (Exception e) when (timer.IsCancellationRequested && e is not EngineException)
        {
            throw EngineException.DeadlinePassed(call, engine, deadline);
        }
        catch (Exception e) when (EngineFaults.Translate(e, call, engine) is { } fault)
        {
            // Another engine may answer the next time: an upgrade restarts it.
            if (fault.Failure == EngineFailure.Unreachable)
                _negotiated = null;
            throw fault;
        }
    }

    private sealed record NegotiatedVersion(ApiVersion Version);
}
