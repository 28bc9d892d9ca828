using Gantry.Model.Stacks;

namespace Gantry.Compose.Reading;

/// <summary>The documents of a compose file.</summary>
internal static class ComposeDocuments
{
    /// <summary>In order, empty ones left out; null, with a problem, when one of them is no YAML or no mapping.</summary>
    /// <param name="texts">Where the file may be read as YAML already.</param>
    public static IReadOnlyList<YamlNode.Map>? Read(BundleFile file, ProblemLog log, ComposeTexts? texts = null)
    {
        if ((texts ?? new ComposeTexts()).Read(file, log) is not { } read)
            return null;
        var others = read.Where(d => d is not YamlNode.Map && !d.IsNull).ToList();
        foreach (var other in others)
            log.Error(other.Position, "wrong_type", $"A compose file must be a mapping, but this one is {other.KindName}.", "It begins with `services:`.");
        return others.Count == 0 ? [.. read.OfType<YamlNode.Map>()] : null;
    }
}
