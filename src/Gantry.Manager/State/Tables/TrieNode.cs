using System.Numerics;
using Gantry.Model.Ids;

namespace Gantry.Manager.State.Tables;

/// <summary>
/// One level of an <see cref="IdTrie{TLeaf}"/>: up to 32 branches, of which only those in use take room. A branch is a node
/// or, where one id alone begins so, its leaf.
/// </summary>
internal sealed class TrieNode(Edit owner, uint used, object[] branches)
{
    private const int BitsPerLevel = 5;
    private const int LevelsInHigh = 12;

    private uint _used = used;
    private object[] _branches = branches;

    public int Count => _branches.Length;

    public object this[int position] => _branches[position];

    public static TrieNode Empty(Edit owner) => new(owner, 0, []);

    public TrieLeaf? Find(RandomId id)
    {
        var node = this;
        for (var level = 0; ; level++)
        {
            var bit = BitOf(id, level);
            if ((node._used & bit) == 0)
                return null;

            var branch = node._branches[node.PositionOf(bit)];
            if (branch is TrieNode next)
                node = next;
            else
                return branch is TrieLeaf leaf && leaf.Id == id ? leaf : null;
        }
    }

    public TrieNode With(TrieLeaf leaf, int level, Edit edit)
    {
        var bit = BitOf(leaf.Id, level);
        var position = PositionOf(bit);
        if ((_used & bit) == 0)
            return Changed(edit, _used | bit, [.. _branches.AsSpan(0, position), leaf, .. _branches.AsSpan(position)]);

        var branch = _branches[position];
        var changed = branch switch
        {
            TrieNode node => node.With(leaf, level + 1, edit),
            TrieLeaf other when other.Id != leaf.Id => Empty(edit).With(other, level + 1, edit).With(leaf, level + 1, edit),
            _ => (object)leaf,
        };
        return Replaced(position, changed, edit);
    }

    /// <returns>Null when nothing is left.</returns>
    public TrieNode? Without(RandomId id, int level, Edit edit)
    {
        var bit = BitOf(id, level);
        if ((_used & bit) == 0)
            return this;

        var position = PositionOf(bit);
        if (_branches[position] is TrieNode node)
        {
            // A lone leaf moves up: a store that shrank is as flat as one that never grew.
            object? rest = node.Without(id, level + 1, edit) is { } left ? left is { Count: 1 } && left[0] is TrieLeaf last ? last : left : null;
            return rest is null ? WithoutBranch(bit, position, edit) : Replaced(position, rest, edit);
        }

        return ((TrieLeaf)_branches[position]).Id == id ? WithoutBranch(bit, position, edit) : this;
    }

    // Ids are random: the bits from the top spread evenly, and this order of branches is the order of ids.
    private static uint BitOf(RandomId id, int level) => level < LevelsInHigh
        ? 1u << (int)((id.High >> (64 - (BitsPerLevel * (level + 1)))) & 31)
        : 1u << (int)(((((UInt128)id.High << 16) | id.Low) >> (80 - (BitsPerLevel * (level + 1)))) & 31);

    private int PositionOf(uint bit) => BitOperations.PopCount(_used & (bit - 1));

    private TrieNode? WithoutBranch(uint bit, int position, Edit edit) => Count == 1
        ? null
        : Changed(edit, _used & ~bit, [.. _branches.AsSpan(0, position), .. _branches.AsSpan(position + 1)]);

    private TrieNode Replaced(int position, object branch, Edit edit)
    {
        if (ReferenceEquals(_branches[position], branch))
            return this;
        if (owner != edit)
            return new TrieNode(edit, _used, [.. _branches.AsSpan(0, position), branch, .. _branches.AsSpan(position + 1)]);

        _branches[position] = branch;
        return this;
    }

    private TrieNode Changed(Edit edit, uint used, object[] branches)
    {
        if (owner != edit)
            return new TrieNode(edit, used, branches);

        _used = used;
        _branches = branches;
        return this;
    }
}
