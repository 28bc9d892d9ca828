using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Wire;

namespace Gantry.Manager.Endpoints;

/// <summary>Which containers of a node answer on which published port. Pure.</summary>
internal static class PublishedRoutes
{
    public static IReadOnlyList<AssignedRoute> On(Snapshot state, NodeId node) =>
    [
        .. from service in state.Services
           where !service.IsRemoved && !service.IsStopped
           from port in service.PublishedPorts
           orderby service.FullName, port.Target, port.Published
           select new AssignedRoute(service.Stack, service.Name, port.Published, port.Protocol, port.HostIp, Backends(state, service, node, port.Target)),
    ];

    private static List<RouteBackend> Backends(Snapshot state, Service service, NodeId node, int target) =>
    [
        .. from task in state.TasksOf(service.Id)
           where task.IsInService && task.NodeId == node
           let address = task.Observed.Addresses.Count > 0 ? task.Observed.Addresses[0].Address : null
           where address is not null
           select new RouteBackend(address, target),
    ];
}
