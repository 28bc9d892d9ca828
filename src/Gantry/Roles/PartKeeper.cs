using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Roles;

/// <summary>
/// Keeps a part of the server going: what breaks it is told, and it begins again. Parts compare full sets, so beginning
/// again loses nothing; a part that stays dead leaves an orchestrator that looks well and does nothing.
/// </summary>
internal sealed partial class PartKeeper(TimeProvider time, ILogger<PartKeeper> log)
{
    /// <summary>Long enough not to fill the log.</summary>
    public static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the part has ended in order, or has been stopped.</summary>
    public async Task KeepAsync(BackgroundService part, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await part.StartAsync(stopping);
                await (part.ExecuteTask ?? Task.CompletedTask);
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogFailed(part.GetType().Name, failure);
                await Task.Delay(RestartDelay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "{Part} failed and will restart")]
    private partial void LogFailed(string part, Exception failure);
}
