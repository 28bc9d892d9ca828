using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;

namespace Gantry.Manager.Endpoints;

/// <summary>Which healthy addresses answer for which service on a network. Pure.</summary>
internal static class NetworkServices
{
    public static IReadOnlyList<NetworkService> On(Snapshot state, string network)
    {
        var linked = Linked(state, network);
        return
        [
            .. from service in state.Services
               where !service.IsRemoved
               let attachment = service.Container.Networks.FirstOrDefault(n => n.Network == network)
               where attachment is not null
               orderby service.FullName
               select new NetworkService(service.Stack, service.Name, Names(service, attachment, linked), Replicas(state, service, network)),
        ];
    }

    // What services on this network call others of their stack.
    private static ILookup<(string Stack, string Service), string> Linked(Snapshot state, string network) =>
        (from service in state.Services
         where !service.IsRemoved && service.FileSpec.Links.Count > 0 && service.Container.Networks.Any(n => n.Network == network)
         from link in service.FileSpec.Links
         where link.Alias != link.Service
         select ((service.Stack, link.Service), link.Alias))
        .ToLookup(l => l.Item1, l => l.Alias);

    private static IReadOnlyList<string> Names(Service service, NetworkAttachment attachment, ILookup<(string Stack, string Service), string> linked)
    {
        string[] own = service.FileSpec.ContainerName is { } name && name != service.Name ? [name] : [];
        var further = own.Concat(linked[(service.Stack, service.Name)]).Except(attachment.Aliases).Order(StringComparer.Ordinal).ToList();
        return further.Count == 0 ? attachment.Aliases : [.. attachment.Aliases, .. further];
    }

    /// <summary>Addresses in service, by slot; for a global service by node.</summary>
    private static List<NetworkReplica> Replicas(Snapshot state, Service service, string network) =>
    [
        .. from task in state.TasksOf(service.Id)
           where task.IsInService && IsHeard(state, task)
           from address in task.Observed.Addresses
           where address.Network == network
           select new NetworkReplica(task.Slot > 0 ? $"{task.Slot}" : NodeName(state, task), address.Address),
    ];

    // Better no answer than one that leads nowhere: a name without addresses is asked again, a dead address hangs.
    private static bool IsHeard(Snapshot state, ServiceTask task) =>
        task.NodeId is { } id && state.Find(id) is { State: not (NodeState.Suspected or NodeState.Down) };

    private static string NodeName(Snapshot state, ServiceTask task) =>
        task.NodeId is { } id && state.Find(id) is { } node ? node.Name : $"{task.NodeId}";
}
