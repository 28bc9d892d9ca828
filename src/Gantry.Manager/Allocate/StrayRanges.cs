using Gantry.Manager.State;

namespace Gantry.Manager.Allocate;

/// <summary>
/// Ranges that may lie in another node's part of the pool: those that files ask for, and those from a pool of before. All
/// others meet none but those of their own node. Read once a round: what a round gives from the pool is none of them, and what
/// it gives for a file is in the file.
/// </summary>
internal sealed class StrayRanges(Transaction tx)
{
    private IReadOnlyList<string>? _known;

    public IReadOnlyList<string> Known => _known ??= Of(tx.State);

    private static List<string> Of(Snapshot state)
    {
        var pool = new SubnetPool(state.Settings.AddressPool);
        var given =
            from network in state.Networks
            from range in network.Subnets
            where state.Find(range.Key) is not { } node || !pool.IsPartOf(node.Index, range.Value)
            select range.Value;
        return [.. state.Networks.Where(n => !n.Spec.External).Select(n => n.Spec.Subnet).OfType<string>().Concat(given).Distinct()];
    }
}
