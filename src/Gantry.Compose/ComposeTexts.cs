using Gantry.Compose.Reading;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>
/// Files read as YAML once, however often they are asked for: a client asks for a bundle's needs, twice, and then reads it.
/// Nodes never change, so sharing them is safe. Not for use by several threads.
/// </summary>
public sealed class ComposeTexts
{
    private readonly Dictionary<BundleFile, IReadOnlyList<YamlNode>> _documents = new(ReferenceEqualityComparer.Instance);

    /// <summary>The documents of the file; null when it is no YAML, with the reason in the log each time.</summary>
    internal IReadOnlyList<YamlNode>? Read(BundleFile file, ProblemLog log)
    {
        if (_documents.TryGetValue(file, out var known))
            return known;
        if (YamlText.Read(file.Path, file.Content, log) is not { } documents)
            return null;
        return _documents[file] = documents;
    }
}
