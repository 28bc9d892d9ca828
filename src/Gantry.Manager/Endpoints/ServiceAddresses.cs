using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;

namespace Gantry.Manager.Endpoints;

/// <summary>The addresses in service of one service, by network.</summary>
internal sealed class ServiceAddresses
{
    private static readonly IReadOnlyList<NetworkReplica> None = [];

    private readonly object? _tasks;
    private readonly IReadOnlyDictionary<NodeId, string> _heard;
    private readonly Dictionary<string, IReadOnlyList<NetworkReplica>> _networks;

    private ServiceAddresses(object? tasks, IReadOnlyDictionary<NodeId, string> heard, Dictionary<string, IReadOnlyList<NetworkReplica>> networks)
    {
        _tasks = tasks;
        _heard = heard;
        _networks = networks;
    }

    /// <param name="heard">Names of the nodes whose addresses are given out.</param>
    /// <param name="before">What says the same is taken from it.</param>
    public static ServiceAddresses Of(Snapshot state, ServiceId service, IReadOnlyDictionary<NodeId, string> heard, ServiceAddresses? before)
    {
        var tasks = state.MarkOf(service);
        if (before is not null && ReferenceEquals(before._tasks, tasks) && ReferenceEquals(before._heard, heard))
            return before;

        var networks = new Dictionary<string, List<NetworkReplica>>(StringComparer.Ordinal);
        foreach (var task in state.TasksOf(service).Where(t => t.IsInService))
        {
            if (task.NodeId is not { } node || !heard.TryGetValue(node, out var name))
                continue;
            foreach (var address in task.Observed.Addresses)
            {
                if (!networks.TryGetValue(address.Network, out var replicas))
                    networks[address.Network] = replicas = [];
                replicas.Add(ReplicaOf(task, name, address));
            }
        }

        return new ServiceAddresses(tasks, heard, networks.ToDictionary(n => n.Key, n => n.Value.Unless(before?.On(n.Key)), StringComparer.Ordinal));
    }

    /// <summary>By slot; of a global service by node.</summary>
    public IReadOnlyList<NetworkReplica> On(string network) => _networks.GetValueOrDefault(network) ?? None;

    private static NetworkReplica ReplicaOf(ServiceTask task, string node, TaskAddress address) =>
        new(task.Slot > 0 ? $"{task.Slot}" : node, address.Address);
}
