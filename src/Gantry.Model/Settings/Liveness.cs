namespace Gantry.Model.Settings;

/// <summary>How soon a node that says nothing is noticed, measured on the leader's monotonic clock.</summary>
/// <param name="HeartbeatEvery">Between two signs of life; 100 ms to 1 min.</param>
/// <param name="SuspectAfter">Silent for so long, its tasks get no new traffic; at least two heartbeats.</param>
/// <param name="DownAfter">Silent for so long, its tasks are replaced elsewhere; more than <paramref name="SuspectAfter"/>.</param>
/// <param name="RestartGrace">Longer patience with everybody after a start of the manager, who has heard nobody yet.</param>
public sealed record Liveness(TimeSpan HeartbeatEvery, TimeSpan SuspectAfter, TimeSpan DownAfter, TimeSpan RestartGrace)
{
    public static readonly Liveness Default =
        new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(15));
}
