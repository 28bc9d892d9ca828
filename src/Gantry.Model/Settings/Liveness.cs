using System.Globalization;

namespace Gantry.Model.Settings;

/// <summary>How soon a node that says nothing is noticed, measured on the leader's monotonic clock.</summary>
/// <param name="HeartbeatEvery">Between two signs of life; 100 ms to 1 min.</param>
/// <param name="SuspectAfter">Silent for so long, its tasks get no new traffic; at least two heartbeats.</param>
/// <param name="DownAfter">Silent for so long, its tasks are replaced elsewhere; more than <paramref name="SuspectAfter"/>, at most 1 day.</param>
/// <param name="RestartGrace">Longer patience with everybody after a start of the manager, who has heard nobody yet; <paramref name="DownAfter"/> to 1 day.</param>
public sealed record Liveness(TimeSpan HeartbeatEvery, TimeSpan SuspectAfter, TimeSpan DownAfter, TimeSpan RestartGrace)
{
    public static readonly Liveness Default =
        new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(15));

    private static readonly TimeSpan LeastHeartbeat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostHeartbeat = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostPatience = TimeSpan.FromDays(1);

    /// <returns>What cannot be, in one sentence for people; null when all can.</returns>
    public string? Refusal()
    {
        if (HeartbeatEvery < LeastHeartbeat || HeartbeatEvery > MostHeartbeat)
            return $"The heartbeat is every 100 ms to 1 min, not every {Text(HeartbeatEvery)}.";
        if (SuspectAfter < 2 * HeartbeatEvery)
            return $"A node is suspected after two heartbeats at the earliest, and those take {Text(2 * HeartbeatEvery)}: {Text(SuspectAfter)} is too soon.";
        if (DownAfter <= SuspectAfter || DownAfter > MostPatience)
            return $"A node counts as down some time after it is suspected ({Text(SuspectAfter)}) and within a day: {Text(DownAfter)} cannot be.";
        return RestartGrace < DownAfter || RestartGrace > MostPatience
            ? $"The grace after a restart is as long as it takes until a node counts as down ({Text(DownAfter)}), or longer, and at most a day: {Text(RestartGrace)} cannot be."
            : null;
    }

    public override string ToString() =>
        $"heartbeat every {Text(HeartbeatEvery)}, suspected after {Text(SuspectAfter)}, down after {Text(DownAfter)}, {Text(RestartGrace)} of grace after a restart";

    private static string Text(TimeSpan span) => span < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.###} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");
}
