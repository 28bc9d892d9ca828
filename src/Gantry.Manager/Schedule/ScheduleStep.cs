using Gantry.Manager.Schedule.Filters;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>Gives a node to every task that wants one and whose time has come. Repeating it changes nothing more.</summary>
internal sealed class ScheduleStep
{
    private const int MostRefusalsTold = 3;
    private static readonly TimeSpan FailureMemory = TimeSpan.FromMinutes(5);

    private readonly Transaction _tx;
    private readonly DateTimeOffset _now;

    private ScheduleStep(Transaction tx, DateTimeOffset now)
    {
        _tx = tx;
        _now = now;
    }

    /// <returns>When the next task comes due; null when none waits for a time.</returns>
    public static DateTimeOffset? Apply(Transaction tx, IEnumerable<ServiceTask> pending, DateTimeOffset now)
    {
        var waiting = pending.Where(t => t is { IsLive: true, State: < TaskState.Assigned }).ToList();
        var due = waiting.Where(t => t.NotBefore is not { } at || at <= now).ToList();
        if (due.Count > 0)
            new ScheduleStep(tx, now).Place(due);
        var later = waiting.Where(t => t.NotBefore > now).Select(t => t.NotBefore).ToList();
        return later.Count > 0 ? later.Min() : null;
    }

    /// <summary>Where one waiting task would go now, or what every node has against it. Changes nothing.</summary>
    /// <returns>Null when its service or revision is gone.</returns>
    public static PlacementDecision? Explain(Snapshot state, ServiceTask task, DateTimeOffset now)
    {
        if (state.Find(task.ServiceId) is not { } service || state.FindRevision(service.Id, task.Revision) is not { } revision)
            return null;
        var step = new ScheduleStep(new Transaction(state, new BackendLimits(1, null), static () => { }), now);
        var request = PlacementRequest.For(service, revision.Container, StrategyOf(state, service), step.Pins, [step.SlotOf(task)]);
        return new Placer([.. state.Nodes.Select(step.ViewOf)]).Place(request).Decisions[0];
    }

    /// <summary>Nodes on which a global service runs.</summary>
    public static IReadOnlyList<NodeId> NodesFor(Snapshot state, Service service)
    {
        var present = state.TasksOf(service.Id).Where(t => t.IsLive && t.NodeId is not null).ToLookup(t => t.NodeId);
        var placer = new Placer([.. state.Nodes.Select(n => new NodeView(n) { Services = [new ServiceOnNode(service.FullName, present[n.Id].Count())] })]);
        var placement = service.Spec.Placement with { MaxReplicasPerNode = 0 };
        var request = new PlacementRequest(service.FullName, placement, StrategyOf(state, service), Reservation.None, []);
        return placer.Eligible(request).Nodes;
    }

    private static SchedulingStrategy StrategyOf(Snapshot state, Service service) =>
        service.Spec.Placement.Strategy ?? state.Settings.Scheduling;

    private void Place(List<ServiceTask> due)
    {
        // In one order, whatever order they came in: what is placed first takes the room.
        var groups = due
            .GroupBy(t => (t.ServiceId, t.Revision))
            .Select(g => (Service: _tx.State.Find(g.Key.ServiceId), g.Key.Revision, Tasks: g.OrderBy(t => t.Slot).ThenBy(t => t.CreatedAt).ToList()))
            .OrderBy(g => g.Service?.FullName, StringComparer.Ordinal)
            .ThenBy(g => g.Revision)
            .ToList();
        var placer = new Placer([.. _tx.State.Nodes.Select(ViewOf)]);
        foreach (var (service, revision, tasks) in groups)
        {
            if (_tx.IsFull)
                return;
            if (service is not null && _tx.State.FindRevision(service.Id, revision) is { } stored)
                PlaceGroup(placer, service, stored, tasks);
        }
    }

    private void PlaceGroup(Placer placer, Service service, ServiceRevision revision, List<ServiceTask> tasks)
    {
        // What has no room in this transaction is placed in the next one.
        var slots = tasks.Take(_tx.Room).Select(SlotOf).ToList();
        var request = PlacementRequest.For(service, revision.Container, StrategyOf(_tx.State, service), Pins, slots);
        var result = placer.Place(request);
        for (var i = 0; i < slots.Count; i++)
            Record(tasks[i], result.Decisions[i]);
        if (result.RoundRobinCursor != service.RoundRobinCursor)
            _tx.Put(service with { RoundRobinCursor = result.RoundRobinCursor });
    }

    private void Record(ServiceTask task, PlacementDecision decision)
    {
        switch (decision)
        {
            case PlacementDecision.Placed placed:
                _tx.Put(task with { NodeId = placed.Node, Observed = new ObservedTask(TaskState.Assigned, _now, "Waiting for the worker.") });
                break;
            case PlacementDecision.Unplaced unplaced when Words(unplaced) is var words && words != task.Observed.Message:
                _tx.Put(task with { Observed = new ObservedTask(TaskState.Pending, _now, words) });
                break;
        }
    }

    // A few nodes are named with their numbers; of many only the sum is told, and explain tells the rest.
    private static string Words(PlacementDecision.Unplaced unplaced) => unplaced.Refusals.Count is > 0 and <= MostRefusalsTold
        ? string.Join("; ", unplaced.Refusals)
        : unplaced.Summary;

    private SlotRequest SlotOf(ServiceTask task)
    {
        var predecessors = _tx.State.TasksOf(task.ServiceId)
            .Where(t => t.Id != task.Id && t.HoldsResources && t.Slot == task.Slot && (task.Slot > 0 || t.NodeId == task.NodeId))
            .ToList();
        return new SlotRequest(task.Id, task.Slot)
        {
            Preferred = predecessors.Count > 0 ? predecessors[^1].NodeId : null,
            Only = task.NodeId,
            Replaces = [.. predecessors.Select(HeldBy)],
        };
    }

    private NodeView ViewOf(Node node)
    {
        // A task that waits for a node of its own is what is being placed: it holds nothing yet.
        var tasks = _tx.State.TasksOn(node.Id).Where(t => t.State >= TaskState.Assigned && t.HoldsResources).Select(HeldBy).ToList();
        var view = NodeView.For(node, tasks);
        return view with
        {
            Services = WithFailures(node, view.Services),
            Volumes = [.. _tx.State.Volumes.Where(v => v.Nodes.Contains(node.Id) && VolumeFilter.Pins(v.Spec)).Select(v => v.Name)],
        };
    }

    private List<ServiceOnNode> WithFailures(Node node, IReadOnlyList<ServiceOnNode> services)
    {
        var failures = _tx.State.TasksOn(node.Id)
            .Where(t => t.State is TaskState.Failed or TaskState.Rejected && _now - t.EndedAt < FailureMemory)
            .Where(t => _tx.State.Find(t.ServiceId)?.Revision == t.Revision)
            .GroupBy(t => $"{t.Stack}_{t.Service}")
            .ToDictionary(g => g.Key, g => g.Count());
        var counted = services.Select(s => s with { RecentFailures = failures.GetValueOrDefault(s.Service) }).ToList();
        var known = services.Select(s => s.Service).ToHashSet();
        counted.AddRange(failures.Where(f => !known.Contains(f.Key)).OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new ServiceOnNode(f.Key, 0, f.Value)));
        return counted;
    }

    private HeldTask HeldBy(ServiceTask task) =>
        HeldTask.From(task, _tx.State.FindRevision(task.ServiceId, task.Revision)?.Container.HostPorts ?? []);

    private bool Pins(string volume) => _tx.State.FindVolume(volume) is not { } known || VolumeFilter.Pins(known.Spec);
}
