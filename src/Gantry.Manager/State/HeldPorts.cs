using Gantry.Model.Services;

namespace Gantry.Manager.State;

/// <summary>Which published port of a service is left to another process, where the service runs. Pure.</summary>
internal static class HeldPorts
{
    /// <returns>For people, without a full stop; null when every port is its own.</returns>
    public static string? ReasonOf(Snapshot state, Service service)
    {
        if (service.Spec.Ports.Count == 0 || service.IsStopped || service.IsRemoved)
            return null;
        var held = from task in state.TasksOf(service.Id)
                   where task.IsLive
                   let node = task.NodeId is { } id ? state.Find(id) : null
                   where node is not null
                   from port in node.HeldPorts
                   where port.Stack == service.Stack && port.Service == service.Name
                       && service.PublishedPorts.Any(p => p.Published == port.Port && p.Protocol == port.Protocol)
                   select $"port {port.Port}/{port.Protocol} of node {node.Name} is held by {port.Holder}";
        return held.FirstOrDefault();
    }
}
