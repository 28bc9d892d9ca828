using Gantry.Model.Ids;

namespace Gantry.Manager.State.Tables;

/// <summary>One record in its table and in the indexes over it.</summary>
internal sealed class Row<T>(RandomId id, T value, long modifiedAt) : TrieLeaf(id)
    where T : class
{
    public T Value { get; } = value;

    public long ModifiedAt { get; } = modifiedAt;
}
