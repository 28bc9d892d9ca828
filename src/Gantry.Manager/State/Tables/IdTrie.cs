using Gantry.Model.Ids;

namespace Gantry.Manager.State.Tables;

/// <summary>
/// A persistent set of leaves by id, in the order of ids: 32 ways a level, so a look-up among a million is four or five
/// steps, and a change copies as many small arrays, fewer within one <see cref="Edit"/>. ImmutableSortedDictionary, which it
/// took the place of, makes twenty steps and a new object at each.
/// </summary>
internal readonly struct IdTrie<TLeaf>
    where TLeaf : TrieLeaf
{
    private const int Levels = 16;

    private readonly TrieNode? _root;

    private IdTrie(TrieNode? root) => _root = root;

    public bool IsEmpty => _root is null;

    public TLeaf? Find(RandomId id) => (TLeaf?)_root?.Find(id);

    public IdTrie<TLeaf> With(TLeaf leaf, Edit edit) => new((_root ?? TrieNode.Empty(edit)).With(leaf, 0, edit));

    public IdTrie<TLeaf> Without(RandomId id, Edit edit) => new(_root?.Without(id, 0, edit));

    /// <summary>In the order of ids. The trie must not be under an edit meanwhile.</summary>
    public IEnumerable<TLeaf> Leaves() => _root is null ? [] : LeavesOf(_root);

    private static IEnumerable<TLeaf> LeavesOf(TrieNode root)
    {
        var path = new (TrieNode Node, int Next)[Levels];
        path[0] = (root, 0);
        for (var level = 0; level >= 0;)
        {
            ref var at = ref path[level];
            if (at.Next == at.Node.Count)
            {
                level--;
                continue;
            }

            var branch = at.Node[at.Next++];
            if (branch is TrieNode node)
            {
                path[++level] = (node, 0);
            }
            else if (branch is object[] bucket)
            {
                foreach (var leaf in bucket)
                    yield return (TLeaf)leaf;
            }
            else
            {
                yield return (TLeaf)branch;
            }
        }
    }
}
