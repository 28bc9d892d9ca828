using Gantry.Compose.Reading;

namespace Gantry.Compose.Merging;

/// <summary>Lays a later document over an earlier one. Both are in long forms.</summary>
internal sealed class TreeMerge(ProblemLog log)
{
    /// <summary>The document alone: <c>!reset</c> members go, a repeated item of a unique list takes the place of the earlier.</summary>
    public YamlNode.Map Alone(YamlNode.Map document) => (YamlNode.Map)Settle(document, PathPattern.Root);

    public YamlNode.Map ServiceAlone(YamlNode.Map service) => SettleMap(service, "services.*");

    public YamlNode.Map Merge(YamlNode.Map earlier, YamlNode.Map later) => MergeMaps(earlier, later, PathPattern.Root, "");

    /// <summary>One service over another, as <c>extends</c> does it.</summary>
    public YamlNode.Map MergeServices(YamlNode.Map earlier, YamlNode.Map later, string path) =>
        MergeMaps(earlier, later, "services.*", path);

    private YamlNode.Map MergeMaps(YamlNode.Map earlier, YamlNode.Map later, string pattern, string path)
    {
        var entries = new List<YamlEntry>(earlier.Entries);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
            places[entries[i].Key] = i;

        var arePairs = MergeRules.ByPlace.GetValueOrDefault(pattern) is MergeRule.Pairs;
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in later.Entries)
        {
            var child = PathPattern.Child(pattern, entry.Key);
            if (entry.Value.Tag is MergeTag.Reset)
                removed.Add(entry.Key);
            else if (!places.TryGetValue(entry.Key, out var place))
                entries.Add(entry with { Value = Settle(entry.Value, child) });
            else if (arePairs && entry.Value.IsNull)
                entries[place] = entry with { Value = Settle(entry.Value, child) };
            else
                entries[place] = entry with { Value = MergeNodes(entries[place].Value, entry.Value, child, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}") };
        }

        entries.RemoveAll(e => removed.Contains(e.Key));
        return later with { Entries = entries, Tag = MergeTag.None };
    }

    private YamlNode MergeNodes(YamlNode earlier, YamlNode later, string pattern, string path)
    {
        if (later.IsNull && later.Tag is MergeTag.None)
            return earlier;
        var rule = MergeRules.ByPlace.GetValueOrDefault(pattern);
        if (earlier.IsNull || later.Tag is MergeTag.Override || rule is MergeRule.Replace)
            return Settle(later, pattern);

        switch (earlier, later)
        {
            case (YamlNode.Map from, YamlNode.Map to):
                return rule is MergeRule.SameDriver && HaveOtherDrivers(from, to) ? Settle(to, pattern) : MergeMaps(from, to, pattern, path);
            case (YamlNode.List from, YamlNode.List to):
                return Settle(to with { Items = [.. from.Items, .. to.Items] }, pattern);
            case (YamlNode.Scalar, YamlNode.Scalar):
                return later;
            default:
                log.Error(
                    later.Position,
                    "merge_conflict",
                    $"Cannot override {path}: it is {earlier.KindName} on line {earlier.Position.Line} of {earlier.Position.File}, and {later.KindName} here.",
                    "Use !override to replace it whole.");
                return earlier;
        }
    }

    private static bool HaveOtherDrivers(YamlNode.Map earlier, YamlNode.Map later) =>
        earlier["driver"] is YamlNode.Scalar from && later["driver"] is YamlNode.Scalar to && from.Text != to.Text;

    private YamlNode Settle(YamlNode node, string pattern) => node switch
    {
        YamlNode.Map map => SettleMap(map, pattern),
        YamlNode.List list => SettleList(list, pattern),
        _ => node.Tag is MergeTag.None ? node : node with { Tag = MergeTag.None },
    };

    private YamlNode.Map SettleMap(YamlNode.Map map, string pattern)
    {
        var entries = new List<YamlEntry>(map.Entries.Count);
        var isChanged = map.Tag is not MergeTag.None;
        foreach (var entry in map.Entries)
        {
            var value = Settle(entry.Value, PathPattern.Child(pattern, entry.Key));
            isChanged |= !ReferenceEquals(value, entry.Value) || entry.Value.Tag is MergeTag.Reset;
            if (entry.Value.Tag is not MergeTag.Reset)
                entries.Add(ReferenceEquals(value, entry.Value) ? entry : entry with { Value = value });
        }

        return isChanged ? map with { Entries = entries, Tag = MergeTag.None } : map;
    }

    private YamlNode.List SettleList(YamlNode.List list, string pattern)
    {
        var unique = MergeRules.ByPlace.GetValueOrDefault(pattern) as MergeRule.Unique;
        var items = new List<YamlNode>(list.Items.Count);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (item.Tag is MergeTag.Reset)
                continue;
            if (unique?.KeyOf(item) is not { } key || places.TryAdd(key, items.Count))
            {
                items.Add(item);
            }
            else
            {
                items[places[key]] = unique.MergesItems && items[places[key]] is YamlNode.Map from && item is YamlNode.Map to
                    ? MergeMaps(from, to, pattern, pattern)
                    : item;
            }
        }

        return list with { Items = items, Tag = MergeTag.None };
    }
}
