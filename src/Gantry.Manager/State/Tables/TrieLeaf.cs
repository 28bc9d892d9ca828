using Gantry.Model.Ids;

namespace Gantry.Manager.State.Tables;

/// <summary>What an <see cref="IdTrie{TLeaf}"/> holds.</summary>
internal abstract class TrieLeaf(RandomId id)
{
    public RandomId Id { get; } = id;
}
