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
    private readonly Action<ServiceId, DateTimeOffset> _later;

    // Nothing that is written here changes what is read here, and freezing the draft after each task would copy it each time.
    private readonly Snapshot _state;
    private readonly ObservedTask _assigned;
    private readonly AffinityIndex _affinities;
    private readonly HashSet<ServiceId> _seen = [];
    private Placer? _placer;

    private ScheduleStep(Transaction tx, DateTimeOffset now, Action<ServiceId, DateTimeOffset> later)
    {
        _tx = tx;
        _now = now;
        _later = later;
        _state = tx.State;
        _affinities = new AffinityIndex(_state, now);
        _assigned = new ObservedTask(TaskState.Assigned, now, "Waiting for the worker.");
    }

    /// <param name="services">In the order in which they may take room.</param>
    /// <param name="later">Told of each task that waits for a time: its service, and when. Of those that it had no room for nothing is said.</param>
    public static void Apply(Transaction tx, IEnumerable<Service> services, DateTimeOffset now, Action<ServiceId, DateTimeOffset> later)
    {
        var step = new ScheduleStep(tx, now, later);
        foreach (var service in services)
        {
            if (tx.IsFull)
                break;
            if (AffinityIndex.Follows(service))
                step.PlaceWithLeaders(service);
            else
                step.Place(service);
        }
    }

    /// <summary>Where one waiting task would go now, or what every node has against it. Changes nothing.</summary>
    /// <returns>Null when its service or revision is gone.</returns>
    public static PlacementDecision? Explain(Snapshot state, ServiceTask task, DateTimeOffset now)
    {
        if (state.Find(task.ServiceId) is not { } service || state.FindRevision(service.Id, task.Revision) is not { } revision)
            return null;
        var request = RequestFor(state, service, revision.Container, [.. state.TasksOf(service.Id)], [task], new AffinityIndex(state, now), now);
        return new Placer(NodeViews.Of(state)).Place(request).Decisions[0];
    }

    /// <summary>How every node stands now for a task that has one, as if it were to be placed again.</summary>
    /// <returns>Null when its service or revision is gone.</returns>
    public static PlacementSurvey? Survey(Snapshot state, ServiceTask task, DateTimeOffset now)
    {
        if (state.Find(task.ServiceId) is not { } service || state.FindRevision(service.Id, task.Revision) is not { } revision)
            return null;
        var slot = new SlotRequest(task.Id, task.Slot) { Replaces = [HeldTask.From(task, service.Spec, revision.Container)] };
        var request = RequestFor(state, service, revision.Container, [.. state.TasksOf(service.Id)], [], new AffinityIndex(state, now), now);
        return new Placer(NodeViews.Of(state)).Survey(request, slot);
    }

    /// <summary>Nodes on which a global service runs.</summary>
    public static IReadOnlyList<NodeId> NodesFor(Snapshot state, Service service)
    {
        var placement = service.Spec.Placement with { MaxReplicasPerNode = 0 };
        var request = new PlacementRequest(service.FullName, placement, StrategyOf(state, service), Reservation.None, [])
        {
            Present =
            [
                .. state.TasksOf(service.Id).Where(t => t.IsLive).Select(t => t.NodeId).OfType<NodeId>()
                    .CountBy(id => id)
                    .Select(tasks => new ServiceOnNode(tasks.Key, tasks.Value)),
            ],
        };
        return new Placer([.. state.Nodes.Select(n => new NodeView(n))]).Eligible(request).Nodes;
    }

    private static SchedulingStrategy StrategyOf(Snapshot state, Service service) =>
        service.Spec.Placement.Strategy ?? state.Settings.Scheduling;

    private static PlacementRequest RequestFor(
        Snapshot state,
        Service service,
        ContainerSpec container,
        List<ServiceTask> tasks,
        List<ServiceTask> waiting,
        AffinityIndex affinities,
        DateTimeOffset now)
    {
        var holding = tasks.Where(t => t.HoldsResources).ToLookup(t => t.Slot);
        return PlacementRequest.For(
            service,
            container,
            StrategyOf(state, service),
            volume => state.FindVolume(volume) is not { } known || VolumeFilter.Pins(known.Spec),
            ServiceOnNode.Of(service, tasks, now),
            waiting.ConvertAll(t => holding.Contains(t.Slot) ? SlotOf(state, service, t, holding[t.Slot]) : new SlotRequest(t.Id, t.Slot) { Only = t.NodeId })) with
        {
            Neighbours = affinities.NeighboursOf(service),
            ImageHomes = ImageHomes.Of(container, tasks, number => state.FindRevision(service.Id, number)?.Container),
        };
    }

    /// <param name="holding">What holds room for the same slot.</param>
    private static SlotRequest SlotOf(Snapshot state, Service service, ServiceTask task, IEnumerable<ServiceTask> holding)
    {
        var predecessors = holding.Where(t => t.Id != task.Id && (task.Slot > 0 || t.NodeId == task.NodeId)).ToList();
        return new SlotRequest(task.Id, task.Slot)
        {
            Preferred = predecessors.Count > 0 ? predecessors[^1].Move?.To ?? predecessors[^1].NodeId : null,
            Only = task.NodeId,
            Replaces = predecessors.ConvertAll(t => HeldTask.From(t, service.Spec, state.FindRevision(t.ServiceId, t.Revision)?.Container)),
        };
    }

    private void PlaceWithLeaders(Service service)
    {
        foreach (var next in _affinities.LeadersFirst(service))
            Place(next);
    }

    private void Place(Service service)
    {
        if (!_seen.Add(service.Id))
            return;
        var tasks = _state.TasksOf(service.Id).ToList();
        var waiting = tasks.FindAll(task => task.WantsNode && !IsEarly(task));
        foreach (var alike in ByRevision(waiting))
        {
            if (_state.FindRevision(service.Id, alike[0].Revision) is not { } revision)
                continue;

            // Of one that finds no place nothing is written when that was said before: there may be room for the next ones.
            for (var placed = 0; placed < alike.Count && !_tx.IsFull;)
            {
                var fitting = alike.GetRange(placed, Math.Min(_tx.Room, alike.Count - placed));
                service = PlaceSome(service, revision.Container, tasks, fitting);
                placed += fitting.Count;
            }
        }
    }

    // Nearly always of one, and then there is nothing to sort.
    private static IEnumerable<List<ServiceTask>> ByRevision(List<ServiceTask> waiting) =>
        waiting.Count == 0 ? []
        : waiting.TrueForAll(t => t.Revision == waiting[0].Revision) ? [waiting]
        : waiting.GroupBy(t => t.Revision).OrderBy(alike => alike.Key).Select(alike => alike.ToList());

    private bool IsEarly(ServiceTask task)
    {
        if (task.NotBefore is not { } at || at <= _now)
            return false;
        _later(task.ServiceId, at);
        return true;
    }

    /// <param name="tasks">All of the service.</param>
    /// <param name="waiting">Those to place: no more than the transaction has room for.</param>
    /// <returns>The service, as it is stored by then.</returns>
    private Service PlaceSome(Service service, ContainerSpec container, List<ServiceTask> tasks, List<ServiceTask> waiting)
    {
        _placer ??= new Placer(NodeViews.Of(_state));
        var result = _placer.Place(RequestFor(_state, service, container, tasks, waiting, _affinities, _now));
        for (var i = 0; i < waiting.Count; i++)
            Record(waiting[i], result.Decisions[i]);
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
                _tx.Put(task with { NodeId = placed.Node, Observed = _assigned });
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
