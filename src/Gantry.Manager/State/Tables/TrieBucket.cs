using System.Runtime.CompilerServices;
using Gantry.Model.Ids;

namespace Gantry.Manager.State.Tables;

/// <summary>
/// A few leaves whose ids begin alike, in the order of ids: an array alone, where a <see cref="TrieNode"/> is two objects. The
/// last level of a full trie consists of them, and every change copies one.
/// </summary>
internal static class TrieBucket
{
    // Found one by one: more of them would make looking up slower than another level does.
    private const int Most = 8;

    public static object[] Of(TrieLeaf one, TrieLeaf other) => one.Id.CompareTo(other.Id) < 0 ? [one, other] : [other, one];

    public static TrieLeaf? Find(object[] bucket, RandomId id)
    {
        var position = PositionOf(bucket, id);
        return position >= 0 ? LeafAt(bucket, position) : null;
    }

    /// <returns>Null when it has no room for one more.</returns>
    public static object[]? With(object[] bucket, TrieLeaf leaf)
    {
        var position = PositionOf(bucket, leaf.Id);
        if (position >= 0)
            return [.. bucket.AsSpan(0, position), leaf, .. bucket.AsSpan(position + 1)];
        return bucket.Length < Most ? [.. bucket.AsSpan(0, ~position), leaf, .. bucket.AsSpan(~position)] : null;
    }

    /// <returns>The leaf itself when it is the last one; the same bucket when there is no such leaf.</returns>
    public static object Without(object[] bucket, RandomId id)
    {
        var position = PositionOf(bucket, id);
        if (position < 0)
            return bucket;
        return bucket.Length == 2 ? bucket[1 - position] : (object[])[.. bucket.AsSpan(0, position), .. bucket.AsSpan(position + 1)];
    }

    // Nothing but leaves is ever put in, and this is asked for every leaf that a search passes.
    private static TrieLeaf LeafAt(object[] bucket, int position) => Unsafe.As<TrieLeaf>(bucket[position]);

    /// <returns>Where it is, or the complement of where it belongs.</returns>
    private static int PositionOf(object[] bucket, RandomId id)
    {
        for (var i = 0; i < bucket.Length; i++)
        {
            var order = LeafAt(bucket, i).Id.CompareTo(id);
            if (order >= 0)
                return order == 0 ? i : ~i;
        }

        return ~bucket.Length;
    }
}
