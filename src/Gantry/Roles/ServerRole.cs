using System.Net;
using Gantry.Client;
using Gantry.Manager.Dispatch;
using Gantry.Manager.Security;
using Gantry.Manager.State;
using Gantry.Manager.State.Sqlite;
using Gantry.Model.Ids;
using Gantry.Output;
using Gantry.Worker.Session;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Roles;

/// <summary>One server: store, manager, worker, API, from start to stop. Stopping it stops no container.</summary>
internal sealed partial class ServerRole(ServerSettings settings, CliEnvironment environment)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A service manager that stops us must not wait: nothing that runs depends on a slow goodbye.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromMilliseconds(1500);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        // Before anything is made: a server that was started twice must leave no second data directory and context.
        ControlSocket.Prepare(settings.SocketPath);
        var time = TimeProvider.System;
        using var logs = ServerLog.Create();
        Directory.CreateDirectory(settings.DataDirectory, OwnerOnly);
        await using var store = await OpenStoreAsync(time, logs, ct);
        var keys = KeyFolder.In(settings.DataDirectory);
        var box = keys.OpenBox();
        var authority = ClusterAuthority.Open(keys, time.GetUtcNow());
        var token = AdminToken.Open(keys);
        RememberToken(token, authority);

        var way = new ManagerWay(() => [settings.ManagerAddress], () => authority.CertificatePem);
        var manager = new ManagerRole(store, box, way, AuthorityParts.Keys(authority, time), IdSource.Secure(), time, logs);
        var clusterId = store.Current.Settings.ClusterId.ToString();
        var identity = new WorkerIdentity(OwnNodeId.In(settings.DataDirectory), settings.Name, settings.Advertise);
        using var worker = new WorkerRole(settings.Worker, identity, clusterId, new InProcessLink(manager.Sessions), time, logs);
        await using var api = new ApiHost(settings, manager, worker, box, authority, token, time, logs);
        await RunPartsAsync(manager, worker, api, new PartKeeper(time, logs.CreateLogger<PartKeeper>()), logs.CreateLogger<ServerRole>(), ct);
        return ExitCode.Ok;
    }

    private async Task<StateStore> OpenStoreAsync(TimeProvider time, ILoggerFactory logs, CancellationToken ct)
    {
        try
        {
            return await StateStore.OpenAsync(new SqliteBackend(settings.StorePath), time, logs.CreateLogger<StateStore>(), ct);
        }
        catch (StoreRefusedException refused)
        {
            throw new CliException(ExitCode.StoreRefused, refused.Message);
        }
    }

    private async Task RunPartsAsync(ManagerRole manager, WorkerRole worker, ApiHost api, PartKeeper keeper, ILogger log, CancellationToken ct)
    {
        using var leadership = new CancellationTokenSource();
        await api.StartAsync(ct);
        IReadOnlyList<BackgroundService> parts = [manager.Inbox, .. worker.Parts];
        var duties = manager.Duties.Select(d => d.RunAsync(leadership.Token)).ToList();
        var kept = parts.Select(part => keeper.KeepAsync(part, leadership.Token)).ToList();
        LogReady(log, settings.Name, settings.SocketPath, settings.ApiListen);
        await SystemdNotice.NotifyAsync("READY=1", environment.Variable);

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (ct.Register(stopped.SetResult))
            await stopped.Task;
        await SystemdNotice.NotifyAsync("STOPPING=1", environment.Variable);

        using var patience = new CancellationTokenSource(StopWithin);
        await leadership.CancelAsync();
        List<Task> ends = [api.StopAsync(patience.Token), .. duties, .. parts.Select(p => p.StopAsync(patience.Token)), .. kept];
        await Task.WhenAll(ends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private void RememberToken(AdminToken token, ClusterAuthority authority)
    {
        if (token.JustMade is not { } made)
            return;
        var file = ContextFile.Of(environment.Variable);
        file.Save(file.Load().WithCluster(new ClientContext(settings.Name, [settings.ManagerAddress], made, authority.CertificatePem)));
        token.Keep();
    }

    [LoggerMessage(LogLevel.Information, "Node {Node} is up: control API on {Socket} and {Endpoint}")]
    private static partial void LogReady(ILogger log, string node, string socket, IPEndPoint endpoint);
}
