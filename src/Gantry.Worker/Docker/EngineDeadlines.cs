namespace Gantry.Worker.Docker;

/// <summary>How long an engine may be silent before a call gives up.</summary>
/// <param name="Ping">Short: its only use is to learn that the engine hangs.</param>
/// <param name="Call">Every call that is not a stream; a stop gets its grace on top.</param>
/// <param name="PullSilence">
/// Between two progress lines of a pull. Long: a registry that times out is the engine's business (it retries five
/// times), and extracting one big layer on a slow disk is silent for tens of seconds.
/// </param>
internal sealed record EngineDeadlines(TimeSpan Ping, TimeSpan Call, TimeSpan PullSilence)
{
    public static readonly EngineDeadlines Default =
        new(Ping: TimeSpan.FromSeconds(5), Call: TimeSpan.FromSeconds(30), PullSilence: TimeSpan.FromMinutes(5));
}
