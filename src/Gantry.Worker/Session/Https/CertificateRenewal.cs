using Gantry.Model.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Session.Https;

/// <summary>
/// Gets the node its next certificate once two thirds of this one's life are over, and at once when the manager says that another
/// CA signs now. Without a restart, and without an end of the session.
/// </summary>
internal sealed partial class CertificateRenewal(HttpsLink link, TimeProvider time, ILogger<CertificateRenewal> log) : BackgroundService
{
    // The clock may be set forward by more than a timer sees: it is looked at now and again.
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromMinutes(1);

    /// <summary>Soon enough for a rotation that waits for this node, and not at each sign of life where something is wrong.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var leastWait = TimeSpan.Zero;
        while (true)
        {
            var behind = link.WhenBehind();
            var due = link.Credentials.RenewAt - time.GetUtcNow();
            var left = due > leastWait ? due : leastWait;
            if (left <= TimeSpan.Zero || behind.IsCompleted)
            {
                // A clock that is ahead of the manager's by more than a short life finds every certificate old.
                leastWait = await TryRenewAsync(stoppingToken) ? AtMostEvery : TimeSpan.Zero;
                await Task.Delay(RetryAfter, time, stoppingToken);
                continue;
            }

            using var look = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(behind, Task.Delay(left < LookEvery ? left : LookEvery, time, look.Token));
            await look.CancelAsync();
            leastWait = TimeSpan.Zero;
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> TryRenewAsync(CancellationToken ct)
    {
        try
        {
            await link.RenewAsync(ct);
            LogRenewed(link.Credentials.Certificate.NotAfter.ToUniversalTime());
            return true;
        }
        catch (LinkException failure)
        {
            LogFailed(link.Credentials.Certificate.NotAfter.ToUniversalTime(), failure.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "This node has its next certificate, valid until {Until:u}")]
    private partial void LogRenewed(DateTime until);

    [LoggerMessage(LogLevel.Warning, "The certificate of this node ends at {Until:u} and could not be renewed, trying again: {Reason}")]
    private partial void LogFailed(DateTime until, string reason);
}
