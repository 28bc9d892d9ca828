using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Compose;
using Gantry.Manager.Api;
using Gantry.Manager.Api.OpenApi;
using Gantry.Manager.Control;
using Gantry.Manager.Dispatch;
using Gantry.Manager.Planning;
using Gantry.Manager.Security;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Stacks;
using Gantry.Model.Wire;
using Gantry.Roles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.Api;

/// <summary>The control API on a real socket, with the real reconcile duty, a store in memory and workers that obey.</summary>
internal sealed class ApiRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gantry-api-");
    private readonly List<Task> _loops = [];
    private StatusInbox? _inbox;

    private ApiRig(StateStore store) => Store = store;

    public NodeUsages Usages { get; } = new();

    public StateStore Store { get; }

    public WebApplication App { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Whom a request without the header <c>X-Caller: nobody</c> comes from.</summary>
    public Access Rights { get; set; } = Access.Admin;

    /// <summary>Which node the caller is; null: none.</summary>
    public NodeId? Node { get; set; }

    /// <summary>What a worker answers on a stream; the default knows none.</summary>
    public Func<StreamRequest, Stream> Worker { get; set; } = request => throw new LinkException($"No worker for {request.Kind}.");

    public static IReadOnlyList<string> Managers => ["https://192.0.2.1:4000"];

    private string SocketPath => Path.Combine(_folder.FullName, "api.sock");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ApiRig> StartAsync()
    {
        var ids = IdSource.Seeded(1);
        var rig = new ApiRig(await StateStore.OpenAsync(new MemoryBackend(), ids, TimeProvider.System, NullLogger<StateStore>.Instance, Ct));
        await rig.AddNodeAsync(ids);
        rig._loops.Add(new ReconcileDuty(rig.Store, (tx, look, now) => ClusterStep.Advance(tx, look, now, ids), TimeProvider.System, NullLogger<ReconcileDuty>.Instance).RunAsync(rig._ending.Token));
        rig._loops.Add(rig.ObeyAsync());
        await rig.ListenAsync(ids);
        return rig;
    }

    public static DeployRequest Compose(string text) =>
        new(new Bundle([new BundleFile("compose.yaml", text)], [], new Dictionary<string, string>(), []) { ProjectDirectory = "/srv/shop" });

    public Task<HttpResponseMessage> DeployAsync(string stack, string compose, string query = "", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, $"/v1/stacks/{stack}{query}", JsonSerializer.Serialize(Compose(compose), ApiJson.Default.DeployRequest), headers);

    public async Task<string> ETagAsync(string path)
    {
        using var read = await SendAsync(HttpMethod.Get, path);
        return read.Headers.ETag!.Tag;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
    }

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        return await ReadAsync(answer, type);
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, bool mayFail = false)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(mayFail || answer.IsSuccessStatusCode || typeof(T) == typeof(ApiProblem), $"{(int)answer.StatusCode}: {text}");
        return JsonSerializer.Deserialize(text, type)!;
    }

    /// <summary>Waits until the store looks so.</summary>
    public async Task WhenAsync(Func<Snapshot, bool> isSo, int seconds = 30)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(seconds));
        for (var state = Store.Current; !isSo(state); state = Store.Current)
            await Store.ChangedAsync(state.Revision, patience.Token);
    }

    public Task WhenInServiceAsync(string stack, int tasks) =>
        WhenAsync(state => state.ServicesOf(stack).SelectMany(s => state.TasksOf(s.Id)).Count(t => t.IsInService) == tasks);

    /// <summary>Stack shop with its one service web, at rest.</summary>
    public async Task DeployedAsync()
    {
        (await DeployAsync("shop", "services: {web: {image: web:1}}")).Dispose();
        await WhenInServiceAsync("shop", 1);
        await WhenThroughAsync();
    }

    /// <summary>Every deployment has succeeded.</summary>
    public Task WhenThroughAsync() => WhenAsync(state => state.Deployments.All(d => d.State == DeploymentState.Succeeded));

    public async Task<WebSocket> ConnectAsync(string path)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("gantry.exec.v1");
        await socket.ConnectAsync(new Uri($"ws://localhost{path}"), new HttpMessageInvoker(Handler()), Ct);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
        await _ending.CancelAsync();
        foreach (var loop in _loops)
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        if (_inbox is not null)
            await _inbox.StopAsync(CancellationToken.None);
        _inbox?.Dispose();
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static ComposeOutcome Read(string stack, Bundle bundle) => ComposeReader.Read(stack, bundle) switch
    {
        ComposeResult.Accepted accepted => new ComposeOutcome.Read(
            accepted.Stack,
            [.. accepted.Warnings.Where(w => w.Severity is Severity.Warning).Select(w => w.ToString())],
            [.. accepted.Warnings.Where(w => w.Severity is Severity.Notice).Select(w => w.ToString())]),
        ComposeResult.Refused refused => new ComposeOutcome.Invalid([.. refused.Problems.Select(p => p.ToString())]),
        var other => throw new InvalidOperationException($"No such result: {other}."),
    };

    private async Task ListenAsync(IdSource ids)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddControlApi();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(SocketPath, listen => listen.Protocols = HttpProtocols.Http1));
        App = builder.Build();
        var streams = new WorkerStreams((_, request, _) => Task.FromResult(Worker(request)), ids);
        var authority = ClusterAuthority.Open(KeyFolder.In(_folder.FullName), TimeProvider.System.GetUtcNow());
        var signing = AuthorityParts.Signing(authority, Store, TimeProvider.System);
        var inbox = new StatusInbox(Store, TimeProvider.System, NullLogger<StatusInbox>.Instance);
        await inbox.StartAsync(Ct);
        _inbox = inbox;
        var link = new WorkerSessions(
            Store, inbox, new NodeRegistration(Store, TimeProvider.System), new NodePulse(TimeProvider.System), Usages, new PendingStreams(), _ => null,
            new ManagerWay(() => Managers, () => authority.CertificatePem), TimeProvider.System);
        var commands = ControlCommands.For(
            Store, ids, TimeProvider.System, new SecretSealing(b => b, b => b), streams, signing, () => Managers, Read, [new ReservedPort(4000, "tcp", null, "the control API")]);
        var node = Store.Current.Nodes.First().Id;
        var system = new SystemFacts("1.2.3", "memory", TimeProvider.System.GetUtcNow(), () => node, _ => Task.FromResult<IReadOnlyList<SystemCheck>>([new SystemCheck("engine", null)]));
        App.MapControlApi(new ControlApi(
            Store,
            commands,
            streams,
            system,
            signing,
            link,
            Usages,
            () => Managers,
            http => http.Request.Headers["X-Caller"] == "nobody" ? null : new Caller("ann", Rights) { Node = Node },
            TimeProvider.System));
        await App.StartAsync(Ct);
        Http = new HttpClient(Handler()) { BaseAddress = new Uri("http://localhost") };
    }

    private SocketsHttpHandler Handler() => new()
    {
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    private async Task AddNodeAsync(IdSource ids) =>
        await Store.UpdateAsync(
            tx =>
            {
                var facts = NodeFacts.Unknown with { Os = "linux", Architecture = "amd64", Cpus = 4, MemoryBytes = 4L << 30, EngineVersion = "20.10.24" };
                tx.Put(new Node(ids.NextNode(), "n1", NodeState.Ready, NodeAvailability.Active, "192.0.2.1", facts, 0, TimeProvider.System.GetUtcNow()));
            },
            Ct);

    private async Task ObeyAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            var seen = Store.Current.Revision;
            await Store.UpdateAsync(
                tx =>
                {
                    ObedientWorkers.Apply(tx, [.. tx.State.Tasks], TimeProvider.System.GetUtcNow());
                },
                _ending.Token);
            await Store.ChangedAsync(seen, _ending.Token);
        }
    }
}
