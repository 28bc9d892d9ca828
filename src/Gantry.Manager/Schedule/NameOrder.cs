namespace Gantry.Manager.Schedule;

/// <summary>The nodes of a cycle by name: for round robin, and where nodes are told one by one.</summary>
/// <param name="Nodes">Ring positions sorted by node name.</param>
/// <param name="RankOf">By ring position: where the node is in <paramref name="Nodes"/>.</param>
internal sealed record NameOrder(int[] Nodes, int[] RankOf)
{
    public static NameOrder Of(NodeLoad[] ring)
    {
        int[] nodes = [.. Enumerable.Range(0, ring.Length).OrderBy(i => ring[i].Node.Name, StringComparer.Ordinal)];
        var rankOf = new int[ring.Length];
        for (var rank = 0; rank < nodes.Length; rank++)
            rankOf[nodes[rank]] = rank;
        return new NameOrder(nodes, rankOf);
    }
}
