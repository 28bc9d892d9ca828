namespace Gantry.Manager.Schedule;

/// <summary>
/// Groups of nodes that differ only by their keys: of one innermost spread branch, and, where something is wished for, of
/// one score.
/// </summary>
internal sealed class SearchLeaves
{
    private readonly SpreadMap _map;
    private readonly int[]? _leafOf;
    private readonly List<(int Branch, int Score)> _leaves = [];

    public SearchLeaves(WorkingSet set, SpreadMap map, NodeWishes? wishes)
    {
        _map = map;
        if (wishes is null)
            return;
        _leafOf = new int[set.Nodes.Length];
        var known = new Dictionary<(int Branch, int Score), int>();
        for (var node = 0; node < _leafOf.Length; node++)
        {
            var (branch, score) = (map.LeafOf(node), wishes[node]);
            if (!known.TryGetValue((branch, score), out var leaf))
            {
                known[(branch, score)] = leaf = _leaves.Count;
                _leaves.Add((branch, score));
            }

            _leafOf[node] = leaf;
        }
    }

    public int Count => _leafOf is null ? _map.LeafCount : _leaves.Count;

    public int Of(int node) => _leafOf is null ? _map.LeafOf(node) : _leafOf[node];

    /// <returns>The leaf's spread branch on every level, outermost first.</returns>
    public int[] PathOf(int leaf) => _map.PathOf(_leafOf is null ? leaf : _leaves[leaf].Branch);

    public int ScoreOf(int leaf) => _leafOf is null ? 0 : _leaves[leaf].Score;
}
