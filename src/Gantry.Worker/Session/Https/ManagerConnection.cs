using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Text.Json;
using Gantry.Model.Json;
using Gantry.Model.Wire;

namespace Gantry.Worker.Session.Https;

/// <summary>One connection to one manager. Thrown away with its session: what hangs is dialled anew, never waited for.</summary>
internal sealed class ManagerConnection : IDisposable
{
    /// <summary>Of one small message there and back.</summary>
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    public ManagerConnection(Uri manager, SslClientAuthenticationOptions tls, TimeProvider time)
    {
        Manager = manager;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = ConnectsWithin,
            SslOptions = tls,
        };
        _client = new HttpClient(handler) { BaseAddress = manager, Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri Manager { get; }

    public async Task<TAnswer> AskAsync<TAsked, TAnswer>(HttpMethod method, string path, TAsked asked, CancellationToken ct)
    {
        using var answer = await SendAsync(method, path, CompactJson.WriteBytes(asked), ct);
        return await ReadAsync<TAnswer>(answer, ct);
    }

    public async Task TellAsync<T>(string path, T told, TimeSpan? within, CancellationToken ct)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, CompactJson.WriteBytes(told), ct, within);
    }

    /// <summary>What the manager shows to anybody: a text, and what its answer says in a header.</summary>
    public async Task<(string Text, string? Said)> ShowAsync(string path, string header, int most, CancellationToken ct)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, body: null, ct);
        await using var text = await answer.Content.ReadAsStreamAsync(ct);
        var bytes = new byte[most];
        var length = await text.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return (System.Text.Encoding.ASCII.GetString(bytes, 0, length), HeaderOf(answer, header));
    }

    /// <returns>Null: the manager has none.</returns>
    public async Task<TAnswer?> FindAsync<TAnswer>(string path, CancellationToken ct)
        where TAnswer : class
    {
        using var answer = await SendAsync(HttpMethod.Get, path, body: null, ct);
        return answer.StatusCode == HttpStatusCode.NoContent ? null : await ReadAsync<TAnswer>(answer, ct);
    }

    /// <summary>Opens an answer without end.</summary>
    public async Task<Stream> ListenAsync(string path, CancellationToken ct)
    {
        var answer = await SendAsync(HttpMethod.Get, path, body: null, ct);
        return await answer.Content.ReadAsStreamAsync(ct);
    }

    /// <summary>Opens a request whose body goes on while its answer does.</summary>
    public async Task<Stream> OpenAsync(string path, CancellationToken ct)
    {
        var body = new OpenBody();
        var request = Request(HttpMethod.Post, path);
        request.Content = body;
        var answer = await CheckedAsync(_client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct), AnswersWithin, ct);
        var opened = await body.Opened.WaitAsync(ct);
        return new OpenStream(await answer.Content.ReadAsStreamAsync(ct), opened, body, answer, _time);
    }

    public void Dispose() => _client.Dispose();

    private static string? HeaderOf(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) ? string.Join(',', values) : null;

    private static HttpRequestMessage Request(HttpMethod method, string path) =>
        new(method, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken ct) =>
        CompactJson.Read<T>(await answer.Content.ReadAsByteArrayAsync(ct));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken ct, TimeSpan? within = null)
    {
        var request = Request(method, path);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = Json } };
        return await CheckedAsync(_client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct), within ?? AnswersWithin, ct);
    }

    private async Task<HttpResponseMessage> CheckedAsync(Task<HttpResponseMessage> sent, TimeSpan within, CancellationToken ct)
    {
        try
        {
            var answer = await sent.WaitAsync(within, _time, ct);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
                throw await RefusalAsync(answer, ct);
        }
        catch (TimeoutException late)
        {
            throw new LinkException($"{Manager} did not answer within {within.TotalSeconds:0.#} s.", late);
        }
        catch (HttpRequestException failed) when (Innermost(failed) is AuthenticationException)
        {
            throw new LinkException($"{Manager} shows a certificate of a CA that this node does not know: the cluster's CA was replaced while this machine was away, or somebody stands in between. In the first case join again with a new token (gantry node token create); the node stays the same.", failed);
        }
        catch (HttpRequestException failed)
        {
            throw new LinkException($"{Manager} cannot be reached: {Innermost(failed).Message}", failed);
        }
    }

    private async Task<LinkException> RefusalAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var body = await answer.Content.ReadAsByteArrayAsync(ct);
        var isRefused = answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest;
        return new LinkException(DetailOf(body) ?? $"{Manager} answered {(int)answer.StatusCode}.") { IsRefused = isRefused };
    }

    // A problem document (RFC 9457); whatever else answers there is told by its status.
    private static string? DetailOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;
}
