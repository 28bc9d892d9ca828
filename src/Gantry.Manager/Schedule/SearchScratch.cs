namespace Gantry.Manager.Schedule;

/// <summary>Memory that one search after the other uses: a cycle searches thousands of times over the same nodes.</summary>
internal sealed class SearchScratch(int nodes)
{
    private readonly List<LoadTree> _trees = [];

    /// <summary>By ring position: where the node is in its leaf's member list.</summary>
    public int[] PlaceOf { get; } = new int[nodes];

    public LoadTree TreeAt(int leaf)
    {
        while (_trees.Count <= leaf)
            _trees.Add(new LoadTree());
        return _trees[leaf];
    }
}
