using Gantry.Model.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Session.Https;

/// <summary>Gets the node its next certificate once two thirds of this one's life are over, without a restart.</summary>
internal sealed partial class CertificateRenewal(HttpsLink link, TimeProvider time, ILogger<CertificateRenewal> log) : BackgroundService
{
    // The clock may be set forward by more than a timer sees: it is looked at now and again.
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var left = link.Credentials.RenewAt - time.GetUtcNow();
            var wait = left <= TimeSpan.Zero && !await TryRenewAsync(stoppingToken) ? RetryAfter : left;
            await Task.Delay(wait > LookEvery || wait <= TimeSpan.Zero ? LookEvery : wait, time, stoppingToken);
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
