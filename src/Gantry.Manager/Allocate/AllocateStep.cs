using Gantry.Manager.State;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Manager.Allocate;

/// <summary>
/// Gives what tasks with a node need before they can run: a range of each network on that node, published ports that the file
/// left open, and the record of where volumes live. Repeating it changes nothing more.
/// </summary>
internal static class AllocateStep
{
    public static void Apply(Transaction tx, IEnumerable<ServiceId> services)
    {
        foreach (var id in services)
        {
            if (tx.IsFull)
                return;
            if (tx.State.Find(id) is not { IsRemoved: false } service)
                continue;
            foreach (var node in NodesOf(tx.State, service))
            {
                foreach (var attachment in service.Container.Networks)
                    GiveRange(tx, attachment.Network, node);
                foreach (var mount in service.Container.Mounts.Where(m => m is { Type: MountType.Volume, Source: not null }))
                    RememberVolume(tx, mount.Source ?? "", node);
            }
        }
    }

    /// <summary>What was given to nodes that are no more: their ranges are free, and no data of a volume is there.</summary>
    public static void ForgetRemovedNodes(Transaction tx)
    {
        var state = tx.State;
        foreach (var network in state.Networks.Where(n => n.Subnets.Keys.Concat(n.Problems.Keys).Any(IsGone)).TakeWhile(_ => !tx.IsFull))
            tx.Put(network with { Subnets = Known(network.Subnets), Problems = Known(network.Problems) });
        foreach (var volume in state.Volumes.Where(v => v.Nodes.Any(IsGone)).TakeWhile(_ => !tx.IsFull))
            tx.Put(volume with { Nodes = [.. volume.Nodes.Where(n => !IsGone(n))] });

        bool IsGone(NodeId id) => state.Find(id) is null;

        Dictionary<NodeId, string> Known(IReadOnlyDictionary<NodeId, string> all) => all.Where(of => !IsGone(of.Key)).ToDictionary();
    }

    private static List<Node> NodesOf(Snapshot state, Service service) =>
        [.. state.TasksOf(service.Id).Where(t => t.HoldsResources).Select(t => t.NodeId).Distinct().Order().Select(id => id is { } known ? state.Find(known) : null).OfType<Node>()];

    /// <summary>Numbers for published ports that are written without one. Before any task is made: a service that cannot have its port waits.</summary>
    public static void ChoosePorts(Transaction tx, IEnumerable<ServiceId> services)
    {
        foreach (var id in services)
        {
            if (tx.IsFull)
                return;
            if (tx.State.Find(id) is { IsRemoved: false } service)
                ChoosePorts(tx, service);
        }
    }

    private static void ChoosePorts(Transaction tx, Service service)
    {
        string? problem = null;
        foreach (var port in service.Spec.Ports)
        {
            if (service.Numbered(port).Published != 0)
                continue;
            switch (PortPool.Choose(service.FullName, port, [.. Claims(tx.State)]))
            {
                case PortChoice.Chosen(var number):
                    service = service with { ChosenPorts = new Dictionary<string, int>(service.ChosenPorts) { [Service.KeyOf(port)] = number } };
                    tx.Put(service);
                    break;
                case PortChoice.Exhausted(var reason):
                    problem = reason;
                    break;
            }
        }

        if (problem != service.PortProblem)
            tx.Put(service with { PortProblem = problem });
    }

    // Of a port that only one node publishes nobody knows beforehand which node that is.
    private static IEnumerable<PortClaim> Claims(Snapshot state) =>
        from service in state.Services
        where !service.IsRemoved
        from port in service.PublishedPorts.Concat(service.Spec.Container.HostPorts)
        select new PortClaim(service.FullName, port);

    private static void GiveRange(Transaction tx, string network, Node node)
    {
        if (tx.State.FindNetwork(network) is not { } known || known.Spec.External)
            return;
        if (HasRange(known, node))
        {
            Tell(tx, known, node, problem: null);
            return;
        }

        if (known.Spec.Subnet is { } fromFile)
        {
            Give(tx, known, node, fromFile);
            return;
        }

        var taken = tx.State.Networks.SelectMany(n => n.Subnets.Values).ToList();
        var foreign = node.ForeignRanges.Concat(node.RefusedRanges.Select(r => r.Subnet)).ToList();
        switch (new SubnetPool(tx.State.Settings.AddressPool, foreign: foreign).Next(node.Index, network, taken))
        {
            case SubnetChoice.Free(var subnet):
                Give(tx, known, node, subnet);
                break;
            case SubnetChoice.Exhausted(var reason):
                Tell(tx, known, node, reason);
                break;
        }
    }

    // What somebody else comes to use later moves nothing: only the node itself can tell a range that it could not use from one
    // that containers are on already.
    private static bool HasRange(Network network, Node node) =>
        network.Subnets.TryGetValue(node.Id, out var range)
        && (network.Spec.Subnet is not null || !node.RefusedRanges.Contains(new RefusedRange(network.Spec.Name, range)));

    private static void Give(Transaction tx, Network network, Node node, string subnet) => tx.Put(network with
    {
        Subnets = new Dictionary<NodeId, string>(network.Subnets) { [node.Id] = subnet },
        Problems = WithProblem(network, node, problem: null),
    });

    private static void Tell(Transaction tx, Network network, Node node, string? problem)
    {
        if (network.Problems.GetValueOrDefault(node.Id) != problem)
            tx.Put(network with { Problems = WithProblem(network, node, problem) });
    }

    private static Dictionary<NodeId, string> WithProblem(Network network, Node node, string? problem)
    {
        var problems = new Dictionary<NodeId, string>(network.Problems);
        problems.Remove(node.Id);
        if (problem is not null)
            problems[node.Id] = problem;
        return problems;
    }

    private static void RememberVolume(Transaction tx, string volume, Node node)
    {
        if (tx.State.FindVolume(volume) is { } known && !known.Nodes.Contains(node.Id))
            tx.Put(known with { Nodes = [.. known.Nodes.Append(node.Id).Order()] });
    }
}
