using Gantry.Manager.Schedule.Filters;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>All nodes of a snapshot as the scheduler sees them. What they hold is read from the indexes: only tasks of what is placed are looked at.</summary>
internal sealed class NodeViews
{
    private static readonly TimeSpan FailureMemory = TimeSpan.FromMinutes(5);

    private readonly Snapshot _state;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<NodeId, List<ServiceOnNode>> _services = [];
    private readonly Dictionary<NodeId, List<string>> _volumes = [];

    private NodeViews(Snapshot state, DateTimeOffset now)
    {
        _state = state;
        _now = now;
    }

    /// <param name="services">Whose tasks are to be placed.</param>
    /// <param name="hasHostPorts">Whether any of them binds ports of its node.</param>
    public static IReadOnlyList<NodeView> Of(Snapshot state, IEnumerable<Service> services, bool hasHostPorts, DateTimeOffset now)
    {
        var views = new NodeViews(state, now);
        foreach (var service in services)
            views.Count(service);
        foreach (var volume in state.Volumes.Where(v => VolumeFilter.Pins(v.Spec)))
            views.Home(volume.Name, volume.Nodes);
        return [.. state.Nodes.Select(node => views.ViewOf(node, hasHostPorts))];
    }

    private NodeView ViewOf(Node node, bool hasHostPorts) => new(node)
    {
        Held = _state.HeldOn(node.Id),
        Tasks = _state.HoldingOn(node.Id),
        Services = _services.TryGetValue(node.Id, out var services) ? services : [],
        Volumes = _volumes.TryGetValue(node.Id, out var volumes) ? volumes : [],
        HostPorts = hasHostPorts ? [.. _state.TasksOn(node.Id).Where(t => t.HoldsResources).SelectMany(PortsOf)] : [],
    };

    private void Count(Service service)
    {
        Dictionary<NodeId, (int Tasks, int Failures)>? counts = null;
        foreach (var task in _state.TasksOf(service.Id))
        {
            if (task.NodeId is not { } node)
                continue;
            var isLive = task is { HoldsResources: true, IsLive: true };
            var hasFailed = task.State is TaskState.Failed or TaskState.Rejected && task.Revision == service.Revision && _now - task.EndedAt < FailureMemory;
            if (!isLive && !hasFailed)
                continue;
            counts ??= [];
            var (tasks, failures) = counts.GetValueOrDefault(node);
            counts[node] = (tasks + (isLive ? 1 : 0), failures + (hasFailed ? 1 : 0));
        }

        foreach (var (node, (tasks, failures)) in counts ?? [])
            ListOf(_services, node).Add(new ServiceOnNode(service.FullName, tasks, failures));
    }

    private void Home(string volume, IEnumerable<NodeId> nodes)
    {
        foreach (var node in nodes)
            ListOf(_volumes, node).Add(volume);
    }

    private IEnumerable<PortInUse> PortsOf(ServiceTask task) =>
        from port in _state.FindRevision(task.ServiceId, task.Revision)?.Container.HostPorts ?? []
        where port.Published > 0
        select new PortInUse(port.HostIp, port.Published, port.Protocol, task.Name, task.Id);

    private static List<T> ListOf<T>(Dictionary<NodeId, List<T>> lists, NodeId node)
    {
        if (!lists.TryGetValue(node, out var list))
            lists[node] = list = [];
        return list;
    }
}
