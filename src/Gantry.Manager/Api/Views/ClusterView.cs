using Gantry.Manager.Allocate;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Model.Settings;

namespace Gantry.Manager.Api.Views;

/// <summary>The cluster as the API shows it. Pure.</summary>
internal static class ClusterView
{
    /// <param name="settings">Those of <paramref name="state"/>, or what they would be.</param>
    public static ClusterItem Of(Snapshot state, ClusterSettings settings)
    {
        var taken = state.Networks.SelectMany(n => n.Subnets.Values).ToList();
        return new ClusterItem(
            settings.ClusterId.ToString(),
            settings.Scheduling,
            settings.AddressPool,
            new SubnetPool(settings.AddressPool).MostNodes,
            [.. state.Nodes.OrderBy(n => n.Index).Select(node => AddressesOf(node, settings.AddressPool, taken))],
            settings.CreatedAt)
        {
            Liveness = settings.Liveness,
            Rebalance = settings.Rebalance,
            NodeCertificateLife = settings.NodeCertificateLife,
        };
    }

    private static NodeAddresses AddressesOf(Node node, string addressPool, IReadOnlyList<string> taken)
    {
        var pool = new SubnetPool(addressPool, foreign: node.ForeignRanges);
        if (node.Index >= pool.MostNodes)
            return new NodeAddresses(node.Name, null, 0, 0, 0);
        var usage = pool.Usage(node.Index, taken);
        return new NodeAddresses(node.Name, usage.Range, usage.Used, usage.Blocked, usage.Total);
    }
}
