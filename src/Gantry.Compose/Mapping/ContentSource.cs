using Gantry.Compose.Reading;

namespace Gantry.Compose.Mapping;

/// <summary>Where the value of a secret or config comes from.</summary>
internal static class ContentSource
{
    /// <summary>It has exactly one source.</summary>
    public static void Check(Value thing, IReadOnlyList<string> sources)
    {
        // What is neither a mapping nor nothing is told of already.
        if (thing.Node is not YamlNode.Map && !thing.Node.IsNull)
            return;
        var given = sources.Where(s => (thing.Node as YamlNode.Map)?[s] is { IsNull: false }).ToList();
        if (given.Count == 0)
            thing.Error("no_source", $"{thing.Path} says not where its value comes from.", $"Add one of {string.Join(", ", sources)}, or `external: true`.");
        else if (given.Count > 1)
            thing.Error("conflict", $"{thing.Path} has {string.Join(" and ", given)}; its value comes from one of them.", "Keep one of them.");
    }
}
