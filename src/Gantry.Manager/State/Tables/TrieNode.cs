using System.Numerics;
using Gantry.Model.Ids;

namespace Gantry.Manager.State.Tables;

/// <summary>
/// One level of an <see cref="IdTrie{TLeaf}"/>: up to 32 branches, of which only those in use take room. A branch is a leaf
/// where one id alone begins so, a <see cref="TrieBucket"/> where a few do, and a node where many do.
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

            switch (node._branches[node.PositionOf(bit)])
            {
                case TrieNode next:
                    node = next;
                    break;
                case object[] bucket:
                    return TrieBucket.Find(bucket, id);
                case TrieLeaf leaf:
                    return leaf.Id == id ? leaf : null;
            }
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
            object[] bucket => TrieBucket.With(bucket, leaf) ?? (object)Of(bucket, level + 1, edit).With(leaf, level + 1, edit),
            TrieLeaf other when other.Id != leaf.Id => TrieBucket.Of(other, leaf),
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
        var rest = _branches[position] switch
        {
            // What is alone moves up: a store that shrank is as flat as one that never grew.
            TrieNode node when node.Without(id, level + 1, edit) is { } left => left.Count == 1 && left[0] is not TrieNode ? left[0] : left,
            object[] bucket => TrieBucket.Without(bucket, id),
            TrieLeaf other when other.Id != id => other,
            _ => null,
        };
        return rest is null ? WithoutBranch(bit, position, edit) : Replaced(position, rest, edit);
    }

    private static TrieNode Of(object[] bucket, int level, Edit edit)
    {
        var node = Empty(edit);
        foreach (var leaf in bucket)
            node = node.With((TrieLeaf)leaf, level, edit);
        return node;
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
