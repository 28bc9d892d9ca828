using Gantry.Compose.Reading;

namespace Gantry.Compose.Merging;

/// <summary>How a value of an earlier file and one of a later file become one, where that is not "mappings merge, lists append".</summary>
internal abstract record MergeRule
{
    private MergeRule()
    {
    }

    /// <summary>The later one, whole.</summary>
    internal sealed record Replace : MergeRule;

    /// <summary>Options merge only while both files mean the same driver.</summary>
    internal sealed record SameDriver : MergeRule;

    /// <summary>A list of <c>NAME=value</c>, as a mapping: a name without a value takes the place of the earlier one with its value.</summary>
    internal sealed record Pairs : MergeRule;

    /// <summary>A list in which an item is known by a key: the later one takes the place of the earlier.</summary>
    /// <param name="MergesItems">Items of one key are mappings that merge.</param>
    internal sealed record Unique(Func<YamlNode, string?> KeyOf, bool MergesItems = false) : MergeRule;
}
