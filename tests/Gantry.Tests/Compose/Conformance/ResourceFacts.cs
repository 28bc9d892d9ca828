using Gantry.Compose.Reading;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>What a <c>config</c> output says of its networks or volumes, as <see cref="ServiceFacts"/> does of services.</summary>
internal static class ResourceFacts
{
    /// <returns>Facts by key, by the name without the stack's.</returns>
    public static Dictionary<string, SortedDictionary<string, string>> Of(YamlNode.Map root, string section, ConfigValues values) =>
        (root[section] as YamlNode.Map)?.Entries
            .DistinctBy(e => values.NameOf(root, section, e.Key))
            .ToDictionary(e => values.NameOf(root, section, e.Key), e => Facts(e.Value, values)) ?? [];

    private static SortedDictionary<string, string> Facts(YamlNode node, ConfigValues values)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var map = node as YamlNode.Map ?? ConfigValues.NoMap;
        foreach (var (key, text) in map.Entries.SelectMany(e => Leaves(e.Key, e.Value, values)))
        {
            var isDefault = (key, text) is ("driver", "bridge" or "local" or "") or ("ipam.driver", "default") or ("internal" or "attachable" or "external", "false");
            if (!isDefault && key is not ("name" or "external.name"))
                facts[key] = text;
        }

        if (map["external"] is YamlNode.Map)
            facts["external"] = "true";
        return facts;
    }

    private static IEnumerable<(string Key, string Text)> Leaves(string key, YamlNode node, ConfigValues values) => node switch
    {
        YamlNode.Map map => map.Entries.SelectMany(e => Leaves($"{key}.{e.Key}", e.Value, values)),
        YamlNode.List list when key.EndsWith("labels", StringComparison.Ordinal) =>
            list.Items.Select(values.Text).Select(t => ($"{key}.{t.Split('=')[0]}", t.Contains('=') ? t[(t.IndexOf('=') + 1)..] : "")),
        YamlNode.List list => list.Items.SelectMany((item, i) => Leaves($"{key}[{i}]", item, values)),
        { IsNull: true } => [],
        _ => [(key, values.Text(node))],
    };
}
