using Gantry.Manager.Reconcile.Services;
using Gantry.Manager.Schedule;
using Gantry.Manager.Schedule.Filters;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Rebalancing;

/// <summary>
/// Which running tasks would be better off on another node: the few that gain most. Pure. What has data on its node never
/// moves, what belongs to its node neither, nor a service that is not whole or of another strategy than spread: binpack wants
/// its tasks together, and round robin and E-PVM have no balance to come back to.
/// </summary>
/// <param name="UnderWay">Moves of earlier plans that are not through: they count for the budget.</param>
internal sealed record RebalancePlan(IReadOnlyList<PlannedMove> UnderWay, IReadOnlyList<PlannedMove> Moves)
{
    /// <summary>To ask all nodes about a task takes a while; the rest has its turn in the next plan.</summary>
    private const int MostLookedAt = 200;

    private static readonly BackendLimits NoLimits = new(int.MaxValue, Bytes: null);

    /// <param name="most">Moves at a time, in all.</param>
    /// <param name="perService">Moves at a time, of one service.</param>
    public static RebalancePlan For(Snapshot state, int most, int perService, DateTimeOffset now)
    {
        var underWay = state.Tasks.Where(t => t is { IsLive: true, Move: not null }).Select(t => UnderWayOf(state, t)).OfType<PlannedMove>().ToList();
        var moves = new List<PlannedMove>();

        // Each move is made on a copy, so that the next one sees what it leaves and takes.
        var copy = new Transaction(state, NoLimits, static () => { });
        foreach (var move in underWay)
            copy.Put(move.Task with { NodeId = move.To.Id, Move = null });
        while (underWay.Count + moves.Count < most && Best(copy.State, state, Full(underWay.Concat(moves), perService), now) is { } best)
        {
            moves.Add(best);
            copy.Put(best.Task with { NodeId = best.To.Id });
        }

        return new RebalancePlan(underWay, moves);
    }

    private static HashSet<ServiceId> Full(IEnumerable<PlannedMove> moves, int perService) =>
        [.. moves.CountBy(m => m.Task.ServiceId).Where(of => of.Value >= perService).Select(of => of.Key)];

    private static PlannedMove? UnderWayOf(Snapshot state, ServiceTask task) =>
        task is { NodeId: { } from, Move.To: { } to } && state.Find(from) is { } source && state.Find(to) is { } target
            ? new PlannedMove(task, source, target, default, "it was to move before")
            : null;

    /// <param name="before">Without the moves that are planned: what has moved in the copy is not moved once more.</param>
    private static PlannedMove? Best(Snapshot state, Snapshot before, HashSet<ServiceId> full, DateTimeOffset now) =>
        Candidates(state, before, full).Take(MostLookedAt)
            .Select(task => MoveOf(state, task, now)).OfType<PlannedMove>()
            .OrderBy(m => m.Gain).ThenBy(m => m.Task.Name, StringComparer.Ordinal).ThenBy(m => m.Task.Id)
            .FirstOrDefault();

    /// <summary>Of each service one task a node, as they are alike there: the highest slot, as scaling down takes it.</summary>
    private static IEnumerable<ServiceTask> Candidates(Snapshot state, Snapshot before, HashSet<ServiceId> full) =>
        from service in state.Services
        where !full.Contains(service.Id) && MayMove(state, service)
        orderby service.FullName
        from onNode in state.TasksOf(service.Id).Where(t => t.IsLive && before.Find(t.Id)?.NodeId == t.NodeId).GroupBy(t => t.NodeId)
        where onNode.Key is { } node && state.Find(node) is { IsSteady: true, Availability: NodeAvailability.Active }
        select onNode.MaxBy(t => t.Slot);

    private static bool MayMove(Snapshot state, Service service) =>
        service is { IsRemoved: false, IsStopped: false, IsHalted: false, WantedReplicas: > 0, Spec.Mode: ServiceMode.Replicated }
        && service.Spec.Restart.Condition != RestartCondition.None
        && service.Spec.NodeLoss is not { Keeps: true }
        && (service.Spec.Placement.Strategy ?? state.Settings.Scheduling) == SchedulingStrategy.Spread
        && !KeepsData(state, service.Container)
        && IsWhole(state, service);

    private static bool KeepsData(Snapshot state, ContainerSpec container) => container.Mounts.Any(mount => mount.Type switch
    {
        MountType.Tmpfs => false,
        MountType.Volume => mount.Source is null || state.FindVolume(mount.Source) is not { } known || VolumeFilter.Pins(known.Spec),
        MountType.Bind => !mount.ReadOnly,
        MountType.Unrecognized => true,
        _ => throw new ArgumentOutOfRangeException(nameof(container), mount.Type, "No such mount."),
    });

    /// <summary>Every slot serves with one task of the newest revision, and nothing else is going on.</summary>
    private static bool IsWhole(Snapshot state, Service service)
    {
        var live = state.TasksOf(service.Id).Where(t => !t.HasEnded).ToList();
        return live.Count == service.WantedReplicas
            && live.TrueForAll(t => t.IsInService && t.Revision == service.Revision)
            && !ServiceMinimum.SlotsOut(state, service).Any();
    }

    private static PlannedMove? MoveOf(Snapshot state, ServiceTask task, DateTimeOffset now)
    {
        if (ScheduleStep.Survey(state, task, now) is not { Scores: var scores } || scores.FirstOrDefault(s => s.NodeId == task.NodeId) is not { } here)
            return null;
        var there = scores[0];
        if (there.NodeId == here.NodeId || MoveComparison.Of(here, there, $"{task.Stack}_{task.Service}") is not var (gain, why))
            return null;
        return state.Find(here.NodeId) is { } from && state.Find(there.NodeId) is { } to ? new PlannedMove(task, from, to, gain, why) : null;
    }
}
