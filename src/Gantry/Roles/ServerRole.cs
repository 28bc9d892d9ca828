using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gantry.Client;
using Gantry.Manager.Api;
using Gantry.Manager.Control;
using Gantry.Manager.Security;
using Gantry.Manager.State;
using Gantry.Manager.State.Sqlite;
using Gantry.Model.Ids;
using Gantry.Output;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Roles;

/// <summary>One server: store, manager, worker, API, from start to stop. Stopping it stops no container.</summary>
internal sealed partial class ServerRole(ServerSettings settings, CliEnvironment environment)
{
    /// <summary>A service manager that stops us must not wait: nothing that runs depends on a slow goodbye.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromMilliseconds(1500);

    private static readonly UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var time = TimeProvider.System;
        var startedAt = time.GetUtcNow();
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        }).SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning));
        Directory.CreateDirectory(settings.DataDirectory, OwnerOnly);
        StateStore store;
        try
        {
            store = await StateStore.OpenAsync(new SqliteBackend(settings.StorePath), time, logs.CreateLogger<StateStore>(), ct);
        }
        catch (StoreRefusedException refused)
        {
            throw new CliException(ExitCode.StoreRefused, refused.Message);
        }

        await using var opened = store;
        var keys = KeyFolder.In(settings.DataDirectory);
        var box = keys.OpenBox();
        var authority = ClusterAuthority.Open(keys, startedAt);
        var token = AdminToken.Open(keys);
        RememberToken(token, authority);

        var manager = new ManagerRole(store, box, IdSource.Secure(), time, logs);
        using var worker = new WorkerRole(settings, store.Current.Settings.ClusterId.ToString(), new InProcessLink(manager.Sessions), time, logs);
        await using var app = BuildApi(manager, worker, box, authority, token, startedAt, time, logs);
        return await RunPartsAsync(manager, worker, app, logs.CreateLogger<ServerRole>(), ct);
    }

    private async Task<int> RunPartsAsync(ManagerRole manager, WorkerRole worker, WebApplication app, ILogger log, CancellationToken ct)
    {
        using var leadership = new CancellationTokenSource();
        await StartApiAsync(app, ct);
        await manager.Inbox.StartAsync(ct);
        var reconciling = manager.Reconcile.RunAsync(leadership.Token);
        foreach (var part in worker.Parts)
            await part.StartAsync(ct);
        LogReady(log, settings.Name, settings.SocketPath, settings.ApiListen);
        await ServiceManager.NotifyAsync("READY=1", environment.Variable);

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (ct.Register(stopped.SetResult))
            await Task.WhenAny(stopped.Task, reconciling);
        await ServiceManager.NotifyAsync("STOPPING=1", environment.Variable);

        using var patience = new CancellationTokenSource(StopWithin);
        await leadership.CancelAsync();
        List<Task> ends = [app.StopAsync(patience.Token), reconciling, .. worker.Parts.Select(p => p.StopAsync(patience.Token)), manager.Inbox.StopAsync(patience.Token)];
        await Task.WhenAll(ends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        File.Delete(settings.SocketPath);
        return ExitCode.Ok;
    }

    private WebApplication BuildApi(
        ManagerRole manager, WorkerRole worker, SecretBox box, ClusterAuthority authority, AdminToken token,
        DateTimeOffset startedAt, TimeProvider time, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(logs);
        builder.Services.AddRoutingCore();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, authority, startedAt));
        var app = builder.Build();
        var streams = new WorkerStreams(manager.Sessions.OpenAsync, manager.Ids);
        var commands = ControlCommands.For(
            manager.Store, manager.Ids, time, new SecretSealing(plain => box.Seal(plain), sealedBytes => box.Open(sealedBytes)),
            streams, ComposeReading.Read, ReservedPorts());
        var system = new SystemFacts(
            ProductVersion.Text, "sqlite", startedAt, () => worker.Identity.Id, _ => Task.FromResult(ServerChecks.Of(worker)));
        app.MapControlApi(new ControlApi(manager.Store, commands, streams, system, http => CallerOf(http, token), time));
        return app;
    }

    private void Listen(KestrelServerOptions kestrel, ClusterAuthority authority, DateTimeOffset now)
    {
        kestrel.AddServerHeader = false;
        var certificate = authority.IssueServer(
            ["localhost", settings.Name, Dns.GetHostName()], AdvertisedAddresses(), now);
        var context = SslStreamCertificateContext.Create(certificate, null, offline: true);
        kestrel.ListenUnixSocket(settings.SocketPath, listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.Listen(settings.ApiListen, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = context,
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            }),
        }));
    }

    private IEnumerable<IPAddress> AdvertisedAddresses()
    {
        yield return IPAddress.Loopback;
        yield return IPAddress.IPv6Loopback;
        if (IPAddress.TryParse(settings.Advertise, out var advertised))
            yield return advertised;
        if (!settings.ApiListen.Address.Equals(IPAddress.Any) && !settings.ApiListen.Address.Equals(IPAddress.IPv6Any))
            yield return settings.ApiListen.Address;
    }

    // The socket's file permission says who may: root and the group gantry. Over the network a token does.
    private static Caller? CallerOf(HttpContext http, AdminToken token)
    {
        if (http.Connection.LocalIpAddress is null)
            return new Caller("local", Access.Admin);
        const string Scheme = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && token.Matches(header[Scheme.Length..].Trim())
            ? new Caller("admin", Access.Admin)
            : null;
    }

    private async Task StartApiAsync(WebApplication app, CancellationToken ct)
    {
        ControlSocket.Prepare(settings.SocketPath);
        try
        {
            using var mask = ControlSocket.OwnerAndGroupOnly();
            await app.StartAsync(ct);
        }
        catch (IOException taken)
        {
            throw new CliException(ExitCode.Error, $"{settings.ApiListen} cannot be listened on: {taken.Message}", "Choose another with --api-listen, or stop what has it.");
        }

        ControlSocket.GiveToGroup(settings.SocketPath);
    }

    private void RememberToken(AdminToken token, ClusterAuthority authority)
    {
        if (token.JustMade is not { } made)
            return;
        var file = ContextFile.Of(environment.Variable);
        var address = $"https://{settings.Advertise}:{settings.ApiListen.Port}";
        file.Save(file.Load().With(new ClientContext(settings.Name, [address], made, authority.CertificatePem)));
    }

    private List<ReservedPort> ReservedPorts() =>
    [
        new(settings.ApiListen.Port, "tcp", HostIpOf(settings.ApiListen), "the control API"),
        new(settings.TelemetryListen.Port, "tcp", HostIpOf(settings.TelemetryListen), "telemetry"),
    ];

    private static string? HostIpOf(IPEndPoint endpoint) =>
        endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any) ? null : endpoint.Address.ToString();

    [LoggerMessage(LogLevel.Information, "Node {Node} is up: control API on {Socket} and {Endpoint}")]
    private static partial void LogReady(ILogger log, string node, string socket, IPEndPoint endpoint);
}
