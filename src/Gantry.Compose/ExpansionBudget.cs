using Gantry.Compose.Reading;

namespace Gantry.Compose;

/// <summary>
/// What one reading may grow to by variables, <c>extends</c> and <c>include</c>: each of them can make much out of a small
/// bundle, and together they count as one.
/// </summary>
internal sealed class ExpansionBudget
{
    // All values together, as each has a bound of its own.
    public const long MaxCharacters = 8L * 1024 * 1024;
    public const int MaxNodes = 500_000;

    // Each time that a file is included it is read anew, with other variables.
    public const int MaxIncludedNodes = 200_000;

    // Files that include each other in layers double with every layer; the largest honest project known has some thirty.
    public const int MaxIncludes = 200;

    private long _characters;
    private int _nodes;
    private int _includedNodes;
    private int _includes;

    public bool HasCharacters => _characters <= MaxCharacters;

    public bool HasNodes => _nodes < MaxNodes && _includedNodes < MaxIncludedNodes;

    public bool HasIncludes => _includes <= MaxIncludes;

    /// <returns>False when that was too much.</returns>
    public bool SpendCharacters(int count)
    {
        _characters += count;
        return HasCharacters;
    }

    /// <returns>False when that was too much.</returns>
    public bool SpendNodes(YamlNode node)
    {
        _nodes += Count(node, MaxNodes - _nodes);
        return HasNodes;
    }

    /// <returns>False when that was too much.</returns>
    public bool SpendIncluded(YamlNode node)
    {
        _includedNodes += Count(node, MaxIncludedNodes - _includedNodes);
        return HasNodes;
    }

    /// <returns>False when that was too much.</returns>
    public bool SpendInclude()
    {
        _includes++;
        return HasIncludes;
    }

    // Stops early: what is beyond the budget need not be counted.
    private static int Count(YamlNode node, int most)
    {
        var count = 1;
        var children = node switch
        {
            YamlNode.Map map => map.Entries.Select(e => e.Value),
            YamlNode.List list => list.Items,
            _ => [],
        };
        foreach (var child in children)
        {
            if (count >= most)
                break;
            count += Count(child, most - count);
        }

        return count;
    }
}
