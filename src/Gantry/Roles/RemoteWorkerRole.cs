using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Gantry.Output;
using Gantry.Worker.Session;
using Gantry.Worker.Session.Https;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Roles;

/// <summary>A worker on a machine of its own, from start to stop. Stopping it stops no container.</summary>
/// <param name="manager">Where to join; null when the data folder knows.</param>
internal sealed partial class RemoteWorkerRole(WorkerSettings settings, Uri? manager, JoinTokenText? token, CliEnvironment environment)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan StopWithin = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var time = TimeProvider.System;
        using var logs = ServerLog.Create();
        var log = logs.CreateLogger<RemoteWorkerRole>();
        Directory.CreateDirectory(settings.DataDirectory, OwnerOnly);
        var folder = new NodeFolder(settings.DataDirectory);
        if (await CredentialsAsync(folder, log, time, ct) is not { } credentials)
            return ExitCode.Ok;

        using var link = new HttpsLink(folder, credentials, time);
        var identity = new WorkerIdentity(credentials.Id, credentials.Name, settings.Advertise);
        using var worker = new WorkerRole(settings, identity, credentials.ClusterId, link, time, logs);
        using var renewal = new CertificateRenewal(link, time, logs.CreateLogger<CertificateRenewal>());
        await RunPartsAsync([.. worker.Parts, renewal], new PartKeeper(time, logs.CreateLogger<PartKeeper>()), credentials, log, ct);
        return ExitCode.Ok;
    }

    private async Task RunPartsAsync(IReadOnlyList<BackgroundService> parts, PartKeeper keeper, NodeCredentials credentials, ILogger log, CancellationToken ct)
    {
        using var running = new CancellationTokenSource();
        var kept = parts.Select(part => keeper.KeepAsync(part, running.Token)).ToList();
        LogReady(log, credentials.Name, credentials.Id, string.Join(", ", credentials.Managers));
        await SystemdNotice.NotifyAsync("READY=1", environment.Variable);

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SystemdNotice.NotifyAsync("STOPPING=1", environment.Variable);
        using var patience = new CancellationTokenSource(StopWithin);
        await running.CancelAsync();
        await Task.WhenAll([.. parts.Select(p => p.StopAsync(patience.Token)), .. kept])
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <returns>Null: it was stopped before it had any.</returns>
    private async Task<NodeCredentials?> CredentialsAsync(NodeFolder folder, ILogger log, TimeProvider time, CancellationToken ct)
    {
        var known = Known(folder);
        if (known is not null && (token is null || (!await IsNewCaAsync(folder, known, time, ct) && !await IsShutOutAsync(folder, known, time, ct))))
            return known;
        if (token is null || manager is null)
            throw new CliException(ExitCode.Usage, $"{settings.DataDirectory} has joined no cluster, so the first start needs --join and --token.", "On a manager, 'gantry node token create' prints the whole command.");

        while (!ct.IsCancellationRequested)
        {
            try
            {
                return await new Joining(folder, time).JoinAsync(manager, token, settings.Name, settings.Advertise, ct);
            }
            catch (LinkException refused) when (refused.IsRefused)
            {
                throw new CliException(ExitCode.Error, $"This machine was not let in: {refused.Message}");
            }
            catch (LinkException failed)
            {
                // As a machine that boots before its manager.
                LogNotYet(log, failed.Message);
                await Task.Delay(RetryAfter, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    private static NodeCredentials? Known(NodeFolder folder)
    {
        try
        {
            return folder.Read();
        }
        catch (InvalidDataException damaged)
        {
            throw new CliException(ExitCode.Error, damaged.Message);
        }
    }

    // Either the cluster's CA was replaced while this machine was away, and it joins again with its key, or it is another cluster.
    private async Task<bool> IsNewCaAsync(NodeFolder folder, NodeCredentials known, TimeProvider time, CancellationToken ct)
    {
        if (token is null || manager is null || folder.HasKnown(token.Authority))
            return false;
        try
        {
            if (await new Joining(folder, time).ClusterAsync(manager, token, ct) == known.ClusterId)
                return true;
        }
        catch (LinkException failure) when (!failure.IsRefused)
        {
            // Nobody answers who could say: what is known is gone on with, which waits for a manager as well.
            return false;
        }
        catch (LinkException refused)
        {
            throw new CliException(ExitCode.Error, $"This machine was not let in: {refused.Message}");
        }

        throw new CliException(
            ExitCode.Error, $"{settings.DataDirectory} belongs to cluster {known.ClusterId}, and the token is of another one.", "Give this worker its own --data-dir, or empty the folder.");
    }

    // The token of the first start stays in unit files: it is looked at only when the cluster does not know the node any more.
    private static async Task<bool> IsShutOutAsync(NodeFolder folder, NodeCredentials known, TimeProvider time, CancellationToken ct)
    {
        try
        {
            using var link = new HttpsLink(folder, known, time);
            await link.RenewAsync(ct);
            return false;
        }
        catch (LinkException failure)
        {
            return failure.IsRefused;
        }
    }

    [LoggerMessage(LogLevel.Information, "Node {Node} ({Id}) works for {Managers}")]
    private static partial void LogReady(ILogger log, string node, NodeId id, string managers);

    [LoggerMessage(LogLevel.Warning, "This machine has not joined yet, trying again: {Reason}")]
    private static partial void LogNotYet(ILogger log, string reason);
}
