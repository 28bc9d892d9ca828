using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Stacks;

namespace Gantry.ClusterTests.Testing;

/// <summary>The control API on a server's unix socket. What it throws while no server is there: <see cref="HttpRequestException"/>.</summary>
internal sealed class ServerApi(string socketPath) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    {
        BaseAddress = new Uri("http://gantry"),
        Timeout = TimeSpan.FromSeconds(15),
    };

    /// <summary>An answer that goes on.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken ct) => _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, ct);

    /// <summary>A command in a task's container, to whose end nobody listens.</summary>
    public async Task<WebSocket> ExecAsync(string task, IReadOnlyList<string> command, CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("gantry.exec.v1");
        await socket.ConnectAsync(new Uri($"ws://gantry/v1/tasks/{task}/exec"), _http, ct);
        var start = JsonSerializer.SerializeToUtf8Bytes(new ExecControl(Start: new ExecRequest(command)), ApiJson.Default.ExecControl);
        await socket.SendAsync(start, WebSocketMessageType.Text, endOfMessage: true, ct);
        return socket;
    }

    public Task<SystemItem> SystemAsync(CancellationToken ct) => GetAsync("/v1/system", ApiJson.Default.SystemItem, ct);

    public Task<Listed<NodeItem>> NodesAsync(CancellationToken ct) => GetAsync("/v1/nodes", ApiJson.Default.ListedNodeItem, ct);

    public Task<Listed<StackItem>> StacksAsync(CancellationToken ct) => GetAsync("/v1/stacks", ApiJson.Default.ListedStackItem, ct);

    /// <returns>Empty when the stack has gone meanwhile, of which the server's own filter would say 404.</returns>
    public async Task<IReadOnlyList<ServiceItem>> ServicesAsync(string stack, CancellationToken ct) =>
        [.. (await GetAsync("/v1/services", ApiJson.Default.ListedServiceItem, ct)).Items.Where(s => s.Stack == stack)];

    /// <param name="all">Those that ended long ago too.</param>
    /// <returns>As <see cref="ServicesAsync"/>.</returns>
    public async Task<IReadOnlyList<TaskItem>> TasksAsync(string? stack, bool all, CancellationToken ct) =>
        [.. (await GetAsync($"/v1/tasks?all={(all ? "true" : "false")}", ApiJson.Default.ListedTaskItem, ct)).Items.Where(t => stack is null || t.Stack == stack)];

    public Task<Deployment> DeploymentAsync(DeploymentId id, CancellationToken ct) =>
        GetAsync($"/v1/deployments/{id}", ApiJson.Default.Deployment, ct);

    public Task<ApiAnswer> TryDeployAsync(string stack, string compose, CancellationToken ct, EntityTagHeaderValue? seen = null)
    {
        var bundle = new Bundle([new BundleFile("compose.yaml", compose)], [], new Dictionary<string, string>(), []) { ProjectDirectory = "/project" };
        var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/stacks/{stack}")
        {
            Content = JsonContent.Create(new DeployRequest(bundle), ApiJson.Default.DeployRequest),
        };
        if (seen is not null)
            request.Headers.IfMatch.Add(seen);
        return ChangeAsync(request, ct);
    }

    public async Task<ChangeAnswer> DeployAsync(string stack, string compose, CancellationToken ct)
    {
        var answer = await TryDeployAsync(stack, compose, ct);
        return answer.Change ?? throw new InvalidOperationException($"Stack {stack} was refused: {Words(answer.Problem)}");
    }

    public async Task<EntityTagHeaderValue> TagAsync(string stack, CancellationToken ct)
    {
        using var answer = await OpenAsync($"/v1/stacks/{stack}", ct);
        return answer.EnsureSuccessStatusCode().Headers.ETag ?? throw new InvalidOperationException($"Stack {stack} has no ETag.");
    }

    public Task<ApiAnswer> TryRemoveAsync(string stack, CancellationToken ct) =>
        ChangeAsync(new HttpRequestMessage(HttpMethod.Delete, $"/v1/stacks/{stack}"), ct);

    public async Task ScaleAsync(string service, int replicas, CancellationToken ct)
    {
        var answer = await ChangeAsync(
            new HttpRequestMessage(HttpMethod.Post, $"/v1/services/{service}/scale")
            {
                Content = JsonContent.Create(new ScaleRequest(replicas), ApiJson.Default.ScaleRequest),
            },
            ct);
        Assert.True(answer.IsAccepted, Words(answer.Problem));
    }

    /// <returns>The answer as it came.</returns>
    public Task<string> TextAsync(string path, CancellationToken ct) => _http.GetStringAsync(new Uri(path, UriKind.Relative), ct);

    public void Dispose() => _http.Dispose();

    public static string Words(ApiProblem? problem) =>
        problem is null ? "no problem" : $"{problem.Status} {problem.Code}: {problem.Detail} {string.Join(" ", problem.Problems ?? [])}";

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"GET {path} was answered with {(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize(text, type) ?? throw new InvalidOperationException($"GET {path} was answered with null.");
    }

    private async Task<ApiAnswer> ChangeAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var sent = request;
        using var response = await _http.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted
            ? new ApiAnswer(response.StatusCode, JsonSerializer.Deserialize(text, ApiJson.Default.ChangeAnswer), null)
            : new ApiAnswer(response.StatusCode, null, JsonSerializer.Deserialize(text, ApiJson.Default.ApiProblem))
            {
                ContentType = response.Content.Headers.ContentType?.MediaType,
            };
    }
}
