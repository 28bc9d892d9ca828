using Gantry.Model.Services;

namespace Gantry.Manager.Schedule.Scoring;

/// <summary>How good a fitting node is within its spread branch, in one number: less is better.</summary>
internal static class NodeKey
{
    /// <summary>
    /// A node on which this revision failed so often lately comes after all others
    /// (source: swarmkit scheduler, maxFailures 5 in monitorFailures 5 min).
    /// </summary>
    public const int TroublingFailures = 5;

    /// <summary>Set in the key of such a node; no strategy uses it.</summary>
    public const ulong Troubled = 1UL << 63;

    public static ulong Of(in Candidate candidate)
    {
        var (load, query) = (candidate.Load, candidate.Query);
        var credit = candidate.Vacated.Amount;
        var tasks = load.Tasks - candidate.Vacated.Tasks;
        var failures = candidate.Failures;
        var lacksImage = query.LacksImage(candidate.Index);
        var key = query.Strategy switch
        {
            SchedulingStrategy.Spread or SchedulingStrategy.Unrecognized =>
                SpreadKey.Of(candidate.ServiceTasks, failures, load.Share(credit), tasks, lacksImage),
            SchedulingStrategy.Binpack =>
                BinpackKey.Of(HeldShare.Of(load.Held - credit + query.Need, load.Capacity), tasks, failures, lacksImage),
            SchedulingStrategy.RoundRobin => 0UL,
            SchedulingStrategy.Epvm => EpvmCost.Of(load, query.Need, credit, tasks).ToKey(failures, lacksImage),
            _ => throw new ArgumentOutOfRangeException(nameof(candidate), query.Strategy, "No such scheduling strategy."),
        };
        return failures >= TroublingFailures ? key | Troubled : key;
    }
}
