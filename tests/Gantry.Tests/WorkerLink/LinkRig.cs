using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Manager.Api;
using Gantry.Manager.Api.OpenApi;
using Gantry.Manager.Control;
using Gantry.Manager.Dispatch;
using Gantry.Manager.Security;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Api;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Gantry.Roles;
using Gantry.Worker.Session.Https;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.WorkerLink;

/// <summary>A manager's HTTPS end with everything behind it that nodes reach, and machines that dial it with real TLS.</summary>
internal sealed class LinkRig : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gantry-link-");
    private readonly List<IDisposable> _owned = [];
    private readonly IdSource _ids = IdSource.Seeded(1);
    private readonly WebApplication _app;
    private readonly StatusInbox _inbox;
    private readonly CancellationTokenSource _ending = new();
    private readonly RotateCa _rotate;
    private readonly Task _duty;
    private readonly AdminToken _admin;
    private int _folders;

    private LinkRig(StateStore store, TimeProvider time, TimeProvider shownTime)
    {
        Store = store;
        Authority = ClusterAuthority.Open(KeyFolder.In(_folder.FullName), time.GetUtcNow());
        _admin = AdminToken.Open(KeyFolder.In(_folder.FullName));
        _inbox = new StatusInbox(store, time, NullLogger<StatusInbox>.Instance);
        var signing = AuthorityParts.Signing(Authority, store, time);
        Sessions = new WorkerSessions(
            store, _inbox, new NodeRegistration(store, time), new NodePulse(time), Usages, new PendingStreams(), _ => null,
            new ManagerWay(() => Managers, () => Authority.CertificatePem), time);
        Tokens = new JoinTokens(store, _ids, signing, time);
        _rotate = new RotateCa(store, signing, time);
        _duty = new CaRotationDuty(store, AuthorityParts.Keys(Authority, time), time, NullLogger<CaRotationDuty>.Instance).RunAsync(_ending.Token);
        _app = Application(store, signing, time, shownTime);
    }

    public StateStore Store { get; }

    public NodeUsages Usages { get; } = new();

    /// <summary>An administrator's token.</summary>
    public string Token => _admin.JustMade!;

    public ClusterAuthority Authority { get; }

    public WorkerSessions Sessions { get; }

    public JoinTokens Tokens { get; }

    public Uri Manager => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>Paths that were asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    private IReadOnlyList<string> Managers => [Manager.ToString()];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="time">The manager's clock; null is the machine's.</param>
    /// <param name="isWrong">Its own certificate follows that clock too, as where it is the machine's that is wrong.</param>
    public static async Task<LinkRig> StartAsync(TimeProvider? time = null, bool isWrong = false)
    {
        var clock = time ?? TimeProvider.System;
        var rig = new LinkRig(await StateStore.OpenAsync(new MemoryBackend(), IdSource.Seeded(2), clock, NullLogger<StateStore>.Instance, Ct), clock, isWrong ? clock : TimeProvider.System);
        await rig._inbox.StartAsync(Ct);
        await rig._app.StartAsync(Ct);
        return rig;
    }

    public async Task<JoinTokenText> TokenAsync(TimeSpan? life = null, int uses = 1) =>
        Assert.IsType<ObjectOutcome<(JoinToken Token, JoinTokenText Text)>.Done>(
            await Tokens.CreateAsync(NodeRole.Worker, life ?? TimeSpan.FromHours(1), uses, default, "ana", dryRun: false, Ct)).Item.Text;

    /// <summary>A data folder that has joined nothing yet.</summary>
    public NodeFolder NewFolder() => new(_folder.CreateSubdirectory($"node{_folders++}").FullName);

    public async Task<NodeCredentials> JoinedAsync(string hostname = "web", NodeFolder? folder = null) =>
        await new Joining(folder ?? NewFolder(), TimeProvider.System).JoinAsync(Manager, await TokenAsync(), hostname, "192.0.2.7", Ct);

    public async Task<LinkException> RefusedAsync(JoinTokenText token, string hostname = "web")
    {
        var refused = await Assert.ThrowsAsync<LinkException>(() => new Joining(NewFolder(), TimeProvider.System).JoinAsync(Manager, token, hostname, "192.0.2.7", Ct));
        Assert.True(refused.IsRefused, refused.Message);
        return refused;
    }

    /// <summary>A connection that shows a certificate, or none.</summary>
    public ManagerConnection Connect(X509Certificate2? certificate) => Connect(certificate, Authority.CertificatePem);

    /// <param name="folder">That of the node, where it is to be kept what it learns.</param>
    public HttpsLink LinkOf(NodeCredentials credentials, NodeFolder? folder = null)
    {
        var link = new HttpsLink(folder ?? NewFolder(), credentials, TimeProvider.System);
        _owned.Add(link);
        return link;
    }

    /// <summary>Begins to replace the CA, or ends it whoever has not followed, and waits until that is so.</summary>
    public async Task RotateAsync(bool finish = false)
    {
        await _rotate.RunAsync(new CaRotateRequest(finish), default, "ana", dryRun: false, Ct);
        await WhenAsync(state => finish ? state.Settings.CaRotation is null : state.Settings.CaRotation is not { To: null });
    }

    public async Task WhenAsync(Func<Snapshot, bool> holds)
    {
        for (var state = Store.Current; !holds(state); state = Store.Current)
            await Store.ChangedAsync(state.Revision, Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    /// <summary>A connection that trusts these CAs alone.</summary>
    public ManagerConnection Connect(X509Certificate2? certificate, string trusted)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(trusted);
        var connection = new ManagerConnection(Manager, ManagerTrust.Options(authorities, certificate), TimeProvider.System);
        _owned.Add(connection);
        return connection;
    }

    /// <summary>Asks for a node's assignments with a certificate.</summary>
    public async Task<LinkException> ShutOutAsync(NodeId node, X509Certificate2? certificate)
    {
        var refused = await Assert.ThrowsAsync<LinkException>(() => Connect(certificate).ListenAsync($"/v1/link/{node}/assignments", Ct));
        Assert.True(refused.IsRefused, refused.Message);
        return refused;
    }

    public static X509Certificate2 WithKey(X509Certificate2 issued, ECDsa key)
    {
        using (issued)
            return issued.CopyWithPrivateKey(key);
    }

    public async Task<IReadOnlyList<string>> EventsAsync(string type) =>
        [.. (await Store.ReadEventsAsync(new(default, 1_000), Ct)).Where(e => e.Event.Type == type).Select(e => e.Event.Message)];

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _duty;
        _ending.Dispose();
        _owned.ForEach(o => o.Dispose());
        await _app.DisposeAsync();
        await _inbox.StopAsync(CancellationToken.None);
        _inbox.Dispose();
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private WebApplication Application(StateStore store, NodeSigning signing, TimeProvider time, TimeProvider shownTime)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddControlApi();
        var shown = new ServerCertificate(Authority, ["localhost"], [IPAddress.Loopback], shownTime);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(shown.Handshakes)));
        var app = builder.Build();
        app.Use(next => http =>
        {
            Asked.Enqueue(http.Request.Path);
            return next(http);
        });

        var streams = new WorkerStreams(Sessions.OpenAsync, _ids);
        var commands = ControlCommands.For(
            store, _ids, time, new SecretSealing(b => b, b => b), streams, signing, () => Managers, (_, _) => new ComposeOutcome.Invalid([]), []);
        var system = new SystemFacts("1.2.3", "memory", time.GetUtcNow(), () => null, _ => Task.FromResult<IReadOnlyList<SystemCheck>>([]));
        var callers = new Callers(_admin, new NodeCertificates(Authority, store, time));
        app.MapControlApi(new ControlApi(store, commands, streams, system, signing, Sessions, Usages, () => Managers, callers.Of, time));
        return app;
    }
}
