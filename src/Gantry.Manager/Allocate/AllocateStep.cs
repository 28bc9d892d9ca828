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
        var strays = new StrayRanges(tx);
        foreach (var id in services)
        {
            if (tx.IsFull)
                return;
            if (tx.State.Find(id) is not { IsRemoved: false } service)
                continue;
            var nodes = NodesOf(tx.State, service);
            foreach (var attachment in service.Container.Networks)
                GiveRanges(tx, attachment.Network, nodes, strays);
            foreach (var mount in service.Container.Mounts.Where(m => m is { Type: MountType.Volume, Source: not null }))
                RememberVolume(tx, mount.Source ?? "", nodes);
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

    private static void GiveRanges(Transaction tx, string network, List<Node> nodes, StrayRanges strays)
    {
        if (tx.State.FindNetwork(network) is not { } known || known.Spec.External)
            return;

        // Mostly nothing is to be given: a network of many nodes is not copied for that.
        var given = nodes.Where(n => !HasRange(known, n) || known.Problems.ContainsKey(n.Id))
            .Select(n => (Node: n.Id, Range: HasRange(known, n) ? (known.Subnets[n.Id], null) : RangeFor(tx.State, known, n, strays)))
            .Where(g => g.Range.Problem != known.Problems.GetValueOrDefault(g.Node) || (g.Range.Subnet is { } subnet && subnet != known.Subnets.GetValueOrDefault(g.Node)))
            .ToList();
        if (given.Count == 0)
            return;
        var (subnets, problems) = (new Dictionary<NodeId, string>(known.Subnets), new Dictionary<NodeId, string>(known.Problems));
        foreach (var (node, range) in given)
        {
            if (range.Subnet is not null)
                subnets[node] = range.Subnet;
            problems.Remove(node);
            if (range.Problem is not null)
                problems[node] = range.Problem;
        }

        tx.Put(known with { Subnets = subnets, Problems = problems });
    }

    private static (string? Subnet, string? Problem) RangeFor(Snapshot state, Network network, Node node, StrayRanges strays)
    {
        if (network.Spec.Subnet is { } fromFile)
            return (fromFile, null);

        List<string> taken = [.. state.Networks.Select(n => n.Subnets.GetValueOrDefault(node.Id)).OfType<string>(), .. strays.Known];
        var foreign = node.ForeignRanges.Concat(node.RefusedRanges.Select(r => r.Subnet)).ToList();
        return new SubnetPool(state.Settings.AddressPool, foreign: foreign).Next(node.Index, network.Spec.Name, taken) switch
        {
            SubnetChoice.Free(var subnet) => (subnet, null),
            SubnetChoice.Exhausted(var reason) => (null, reason),
            var other => throw new InvalidOperationException($"No such choice: {other}."),
        };
    }

    // What somebody else comes to use later moves nothing: only the node itself can tell a range that it could not use from one
    // that containers are on already.
    private static bool HasRange(Network network, Node node) =>
        network.Subnets.TryGetValue(node.Id, out var range)
        && (network.Spec.Subnet is not null || !node.RefusedRanges.Contains(new RefusedRange(network.Spec.Name, range)));

    private static void RememberVolume(Transaction tx, string volume, List<Node> nodes)
    {
        if (tx.State.FindVolume(volume) is { } known && nodes.Exists(n => !known.Nodes.Contains(n.Id)))
            tx.Put(known with { Nodes = [.. known.Nodes.Union(nodes.Select(n => n.Id)).Order()] });
    }
}
