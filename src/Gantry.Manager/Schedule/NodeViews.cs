using Gantry.Manager.Schedule.Filters;
using Gantry.Manager.State;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule;

/// <summary>All nodes of a snapshot as the scheduler sees them. What they hold is read from the indexes, and no task is looked at.</summary>
internal static class NodeViews
{
    public static IReadOnlyList<NodeView> Of(Snapshot state)
    {
        var volumes = (from volume in state.Volumes
                       where VolumeFilter.Pins(volume.Spec)
                       from node in volume.Nodes
                       select (Node: node, volume.Name)).ToLookup(home => home.Node, home => home.Name);
        return [.. state.Nodes.Select(node => new NodeView(node)
        {
            Held = state.HeldOn(node.Id),
            Tasks = state.HoldingOn(node.Id),
            Volumes = volumes.Contains(node.Id) ? [.. volumes[node.Id]] : [],
            HostPorts = HostPortsOn(state, node),
            Counted = node.Facts is { GenericResources.Count: 0, Gpus: null or 0 } ? [] : CountedOn(state, node),
        })];
    }

    private static IEnumerable<CountedNeed> CountedOn(Snapshot state, Node node) =>
        from task in state.TasksOn(node.Id)
        where task.HoldsResources
        let service = state.Find(task.ServiceId)
        let revision = state.FindRevision(task.ServiceId, task.Revision)
        where service is not null && revision is not null
        from need in CountedNeed.Of(service.Spec, revision.Container)
        select need;

    private static IEnumerable<PortInUse> HostPortsOn(Snapshot state, Node node)
    {
        foreach (var task in state.TasksOn(node.Id).Where(t => t.HoldsResources))
        {
            foreach (var port in state.FindRevision(task.ServiceId, task.Revision)?.Container.HostPorts ?? [])
            {
                if (port.Published > 0)
                    yield return new PortInUse(port.HostIp, port.Published, port.Protocol, task.Name, task.Id);
            }
        }
    }
}
