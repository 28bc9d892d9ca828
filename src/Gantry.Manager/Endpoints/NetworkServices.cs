using Gantry.Manager.State;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;

namespace Gantry.Manager.Endpoints;

/// <summary>Which healthy addresses answer for which service on a network. Pure.</summary>
internal static class NetworkServices
{
    public static IReadOnlyList<NetworkService> On(Snapshot state, string network) =>
    [
        .. from service in state.Services
           where !service.IsRemoved
           let attachment = service.Container.Networks.FirstOrDefault(n => n.Network == network)
           where attachment is not null
           orderby service.FullName
           select new NetworkService(service.Stack, service.Name, attachment.Aliases, Replicas(state, service, network)),
    ];

    /// <summary>Addresses in service, by slot; for a global service by node.</summary>
    private static List<NetworkReplica> Replicas(Snapshot state, Service service, string network) =>
    [
        .. from task in state.TasksOf(service.Id)
           where task.IsInService
           from address in task.Observed.Addresses
           where address.Network == network
           select new NetworkReplica(task.Slot > 0 ? $"{task.Slot}" : NodeName(state, task), address.Address),
    ];

    private static string NodeName(Snapshot state, ServiceTask task) =>
        task.NodeId is { } id && state.Find(id) is { } node ? node.Name : $"{task.NodeId}";
}
