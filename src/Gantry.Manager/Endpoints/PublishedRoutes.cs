using Gantry.Manager.State;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;

namespace Gantry.Manager.Endpoints;

/// <summary>Which containers of a node answer on which published port. Pure.</summary>
internal sealed class PublishedRoutes
{
    private readonly object _services;
    private readonly IReadOnlyList<(Service Service, PublishedPort Port)> _ports;

    private PublishedRoutes(Snapshot state)
    {
        _services = state.Tables.Services;
        _ports =
        [
            .. from service in state.Services
               where !service.IsRemoved && !service.IsStopped
               from port in service.PublishedPorts
               orderby service.FullName, port.Target, port.Published
               select (service, port),
        ];
    }

    /// <param name="before">Of an earlier snapshot: it is the same object as long as it says the same.</param>
    public static PublishedRoutes Of(Snapshot state, PublishedRoutes? before = null) =>
        before is not null && ReferenceEquals(before._services, state.Tables.Services) ? before : new PublishedRoutes(state);

    /// <param name="tasks">All that the node has.</param>
    public IReadOnlyList<AssignedRoute> For(IEnumerable<ServiceTask> tasks)
    {
        if (_ports.Count == 0)
            return [];
        var serving = tasks.Where(t => t.IsInService && t.Observed.Addresses.Count > 0).OrderBy(t => t.Slot).ThenBy(t => t.CreatedAt).ThenBy(t => t.Id).ToLookup(t => t.ServiceId);
        return
        [
            .. _ports.Select(p => new AssignedRoute(
                p.Service.Stack, p.Service.Name, p.Port.Published, p.Port.Protocol, p.Port.HostIp,
                [.. serving[p.Service.Id].Select(t => new RouteBackend(t.Observed.Addresses[0].Address, p.Port.Target))])),
        ];
    }
}
