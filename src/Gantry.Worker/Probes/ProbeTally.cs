using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Worker.Probes;

/// <summary>One probe's answers so far, and what they mean. Pure.</summary>
/// <param name="FailuresInARow">Only those that count.</param>
/// <param name="LastFailure">Output of the last failure; null when it never failed.</param>
internal sealed record ProbeTally(TaskHealth Health, int FailuresInARow, string? LastFailure)
{
    public static readonly ProbeTally Initial = new(TaskHealth.Starting, FailuresInARow: 0, LastFailure: null);

    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(10);

    /// <summary>While it starts, it is asked this often: a container that is ready should not wait for its interval to serve.</summary>
    private static readonly TimeSpan StartingInterval = TimeSpan.FromSeconds(1);

    /// <param name="age">Of the container's process when the answer came.</param>
    public ProbeTally After(ProbeAnswer answer, Probe probe, TimeSpan age)
    {
        if (answer.HasPassed is not { } hasPassed)
            return this;
        if (hasPassed)
            return this with { Health = TaskHealth.Healthy, FailuresInARow = 0 };
        if (IsForgiven(probe, age))
            return this with { LastFailure = answer.Output };

        var failures = FailuresInARow + 1;
        return new ProbeTally(failures >= Math.Max(1, probe.Retries) ? TaskHealth.Unhealthy : Health, failures, answer.Output);
    }

    /// <summary>How long to wait before the next question.</summary>
    public TimeSpan Pause(Probe probe, TimeSpan age)
    {
        var interval = IntervalOf(probe);
        if (!IsForgiven(probe, age))
            return interval;

        // The end of the grace is a time to ask: failures begin to count there.
        var left = GraceOf(probe) - age;
        var soon = interval < StartingInterval ? interval : StartingInterval;
        return soon < left ? soon : left;
    }

    // Once it was healthy, a failure is a failure, as the engine's own checks have it.
    private bool IsForgiven(Probe probe, TimeSpan age) => Health == TaskHealth.Starting && age < GraceOf(probe);

    // The engine's checks ask first after one interval; asking earlier must not be held against a container.
    private static TimeSpan GraceOf(Probe probe)
    {
        var interval = IntervalOf(probe);
        return probe.StartPeriod > interval ? probe.StartPeriod : interval;
    }

    private static TimeSpan IntervalOf(Probe probe) => probe.Interval is { Ticks: > 0 } interval ? interval : DefaultInterval;
}
