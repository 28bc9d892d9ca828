using Gantry.Manager.Schedule.Filters;

namespace Gantry.Manager.Schedule;

/// <summary>
/// The tree that nodes form by the values of the properties to spread over, outermost first. A node without
/// a property is in the branch of the empty value, as in Swarm.
/// </summary>
internal sealed class SpreadMap
{
    private readonly int[] _leafOf;
    private readonly List<int[]> _paths = [];

    public SpreadMap(WorkingSet set, IReadOnlyList<string> properties)
    {
        Properties = properties;
        _leafOf = new int[set.Nodes.Length];
        if (properties.Count == 0)
        {
            _paths.Add([]);
            return;
        }

        var readers = properties.Select(NodeProperty.TryParse).ToList();
        var branches = new Dictionary<(int Parent, string Value), int>();
        var leaves = new Dictionary<int, int>();
        for (var node = 0; node < _leafOf.Length; node++)
        {
            var path = new int[readers.Count];
            var branch = -1;
            for (var level = 0; level < path.Length; level++)
            {
                var value = readers[level]?.ValueOf(set.Nodes[node].Node) ?? "";
                if (!branches.TryGetValue((branch, value), out var next))
                    branches[(branch, value)] = next = branches.Count;
                path[level] = branch = next;
            }

            if (!leaves.TryGetValue(branch, out var leaf))
            {
                leaves[branch] = leaf = leaves.Count;
                _paths.Add(path);
            }

            _leafOf[node] = leaf;
        }

        BranchCount = branches.Count;
    }

    public IReadOnlyList<string> Properties { get; }

    /// <summary>On all levels together.</summary>
    public int BranchCount { get; }

    public int LeafCount => _paths.Count;

    /// <summary>The innermost branch that the node is in.</summary>
    public int LeafOf(int node) => _leafOf[node];

    /// <returns>The leaf's branch on every level, outermost first.</returns>
    public int[] PathOf(int leaf) => _paths[leaf];
}
