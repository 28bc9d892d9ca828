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

    private readonly Transaction _tx;
    private readonly DateTimeOffset _now;

    // Nothing that is written here changes what is read here, and freezing the draft after each task would copy it each time.
    private readonly Snapshot _state;

    private ScheduleStep(Transaction tx, DateTimeOffset now)
    {
        _tx = tx;
        _now = now;
        _state = tx.State;
    }

    /// <returns>When the next task comes due; null when none waits for a time.</returns>
    public static DateTimeOffset? Apply(Transaction tx, IEnumerable<ServiceTask> pending, DateTimeOffset now)
    {
        var groups = new Dictionary<(ServiceId Service, int Revision), List<ServiceTask>>();
        DateTimeOffset? next = null;
        foreach (var task in pending)
        {
            if (task is not { State: < TaskState.Assigned, IsLive: true })
                continue;
            if (task.NotBefore is { } at && at > now)
            {
                next = next < at ? next : at;
                continue;
            }

            if (!groups.TryGetValue((task.ServiceId, task.Revision), out var group))
                groups[(task.ServiceId, task.Revision)] = group = [];
            group.Add(task);
        }

        if (groups.Count > 0)
            new ScheduleStep(tx, now).Place(groups);
        return next;
    }

    /// <summary>Where one waiting task would go now, or what every node has against it. Changes nothing.</summary>
    /// <returns>Null when its service or revision is gone.</returns>
    public static PlacementDecision? Explain(Snapshot state, ServiceTask task, DateTimeOffset now)
    {
        if (state.Find(task.ServiceId) is not { } service || state.FindRevision(service.Id, task.Revision) is not { } revision)
            return null;
        var request = RequestFor(state, service, revision.Container, [task]);
        return new Placer(NodeViews.Of(state, [service], request.HostPorts.Count > 0, now)).Place(request).Decisions[0];
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

    private static PlacementRequest RequestFor(Snapshot state, Service service, ContainerSpec container, IReadOnlyList<ServiceTask> tasks)
    {
        var holding = state.TasksOf(service.Id).Where(t => t.HoldsResources).ToLookup(t => t.Slot);
        return PlacementRequest.For(
            service,
            container,
            StrategyOf(state, service),
            volume => state.FindVolume(volume) is not { } known || VolumeFilter.Pins(known.Spec),
            [.. tasks.Select(t => SlotOf(state, t, holding[t.Slot]))]);
    }

    /// <param name="holding">What holds room for the same slot.</param>
    private static SlotRequest SlotOf(Snapshot state, ServiceTask task, IEnumerable<ServiceTask> holding)
    {
        var predecessors = holding.Where(t => t.Id != task.Id && (task.Slot > 0 || t.NodeId == task.NodeId)).ToList();
        return new SlotRequest(task.Id, task.Slot)
        {
            Preferred = predecessors.Count > 0 ? predecessors[^1].NodeId : null,
            Only = task.NodeId,
            Replaces = [.. predecessors.Select(t => HeldTask.From(t, state.FindRevision(t.ServiceId, t.Revision)?.Container.HostPorts ?? []))],
        };
    }

    private void Place(Dictionary<(ServiceId Service, int Revision), List<ServiceTask>> waiting)
    {
        // In one order, whatever order they came in: what is placed first takes the room.
        var groups = (
            from entry in waiting
            let service = _state.Find(entry.Key.Service)
            let revision = _state.FindRevision(entry.Key.Service, entry.Key.Revision)
            where service is not null && revision is not null
            select (Name: service.FullName, Service: service, Revision: revision, Tasks: entry.Value)).ToList();
        groups.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name) is not 0 and var order ? order : a.Revision.Number.CompareTo(b.Revision.Number));
        var hasHostPorts = groups.Any(g => g.Revision.Container.HostPorts.Count > 0);
        var placer = new Placer(NodeViews.Of(_state, groups.Select(g => g.Service).DistinctBy(s => s.Id), hasHostPorts, _now));
        Service? last = null;
        foreach (var (_, service, revision, tasks) in groups)
        {
            // Of one that finds no place nothing is written when that was said before: there may be room for the next ones.
            var inOrder = tasks.OrderBy(t => t.Slot).ThenBy(t => t.CreatedAt).ToList();
            for (var placed = 0; placed < inOrder.Count;)
            {
                if (_tx.IsFull)
                    return;
                var fitting = inOrder.GetRange(placed, Math.Min(_tx.Room, inOrder.Count - placed));
                last = PlaceSome(placer, last?.Id == service.Id ? last : service, revision.Container, fitting);
                placed += fitting.Count;
            }
        }
    }

    /// <param name="tasks">No more than the transaction has room for.</param>
    /// <returns>The service, as it is stored by then.</returns>
    private Service PlaceSome(Placer placer, Service service, ContainerSpec container, List<ServiceTask> tasks)
    {
        var result = placer.Place(RequestFor(_state, service, container, tasks));
        for (var i = 0; i < tasks.Count; i++)
            Record(tasks[i], result.Decisions[i]);
        if (result.RoundRobinCursor == service.RoundRobinCursor)
            return service;
        service = service with { RoundRobinCursor = result.RoundRobinCursor };
        _tx.Put(service);
        return service;
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
}
