using Gantry.Compose.Reading;

namespace Gantry.Compose.Interpolation;

/// <summary>Which variables a compose text names: what a client puts into the bundle, and no other.</summary>
internal static class VariableNames
{
    /// <summary>Sorted. Empty for a text that is no YAML: reading it will say why.</summary>
    public static IReadOnlyCollection<string> Of(string text)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var document in YamlText.Read("", text, new ProblemLog()) ?? [])
            Collect(document, names);
        return names;
    }

    public static void Collect(YamlNode node, ISet<string> names)
    {
        switch (node)
        {
            case YamlNode.Scalar scalar:
                Template.CollectNames(scalar.Text, names);
                break;
            case YamlNode.List list:
                foreach (var item in list.Items)
                    Collect(item, names);
                break;
            case YamlNode.Map map:
                foreach (var entry in map.Entries)
                {
                    Collect(entry.Value, names);
                    if (entry.Key is "environment" or "args")
                        CollectPassedThrough(entry.Value, names);
                }

                break;
        }
    }

    // `environment: [NAME]` and `environment: {NAME: }` hand a variable of the client through; so do arguments of a build.
    private static void CollectPassedThrough(YamlNode environment, ISet<string> names)
    {
        var passed = environment switch
        {
            YamlNode.List list => list.Items.OfType<YamlNode.Scalar>().Select(i => i.Text).Where(t => t.Length > 0 && !t.Contains('=')),
            YamlNode.Map map => map.Entries.Where(e => e.Value.IsNull).Select(e => e.Key),
            _ => [],
        };
        names.UnionWith(passed);
    }
}
