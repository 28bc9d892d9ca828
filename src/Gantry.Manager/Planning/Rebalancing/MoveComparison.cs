using System.Globalization;
using Gantry.Manager.Schedule.Scoring;

namespace Gantry.Manager.Planning.Rebalancing;

/// <summary>
/// Whether a task would be better off elsewhere, by enough. What a move costs (a stop, a start, a cold cache) must be worth it, and
/// the next look must not want it back. Both scores count the node without the task.
/// </summary>
internal static class MoveComparison
{
    /// <summary>Of a node's capacity.</summary>
    private const double LeastShare = 0.1;

    private const int LeastTasks = 2;

    /// <returns>Null: it is well where it is.</returns>
    public static (MoveGain Gain, string Why)? Of(NodeScore here, NodeScore there, string service)
    {
        if (there.IsTroubled || there.RecentFailures > here.RecentFailures)
            return null;
        if (here.Branches.Zip(there.Branches).FirstOrDefault(level => level.First.Tasks != level.Second.Tasks) is ({ } mine, { } other))
            return BySpread(mine, other, service);
        if (here.Wished != there.Wished)
            return ByWish(here, there);
        return here.ServiceTasks == there.ServiceTasks ? ByLoad(here, there)
            : here.ServiceTasks > there.ServiceTasks ? (new MoveGain(2, here.ServiceTasks - there.ServiceTasks), $"{here.Node} has {here.ServiceTasks + 1} of {service}, {there.Node} {there.ServiceTasks}")
            : null;
    }

    private static (MoveGain, string)? BySpread(BranchTasks here, BranchTasks there, string service) => here.Tasks > there.Tasks
        ? (new MoveGain(0, here.Tasks - there.Tasks), $"{here.Property} '{here.Value}' has {here.Tasks + 1} of {service}, '{there.Value}' {there.Tasks}")
        : null;

    private static (MoveGain, string)? ByWish(NodeScore here, NodeScore there) => here.Wished is { } mine && there.Wished is { } other && other > mine
        ? (new MoveGain(1, other - mine), $"{there.Node} is wished for by {other}, {here.Node} by {mine}")
        : null;

    private static (MoveGain, string)? ByLoad(NodeScore here, NodeScore there)
    {
        var share = here.HeldShareAfter - there.HeldShareAfter;
        if (share >= LeastShare)
            return (new MoveGain(3, share), string.Create(CultureInfo.InvariantCulture, $"of {here.Node} {here.HeldShareAfter:0%} is reserved, of {there.Node} it would be {there.HeldShareAfter:0%}"));
        var tasks = here.Tasks - there.Tasks;
        return tasks >= LeastTasks && share > -LeastShare
            ? (new MoveGain(4, tasks), $"{here.Node} runs {here.Tasks + 1} tasks, {there.Node} {there.Tasks}")
            : null;
    }
}
