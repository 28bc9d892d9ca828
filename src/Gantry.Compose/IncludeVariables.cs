using Gantry.Compose.Interpolation;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>The variables that an included file is read with.</summary>
public static class IncludeVariables
{
    /// <param name="parent">What the including file is read with: it wins.</param>
    /// <param name="envFiles">Those of the <c>include</c>; a later one wins.</param>
    /// <param name="problems">What in these files is not understood.</param>
    /// <returns>What the env files add to the parent's.</returns>
    public static IReadOnlyDictionary<string, string> Added(
        IReadOnlyDictionary<string, string> parent, IEnumerable<BundleFile> envFiles, out IReadOnlyList<Problem> problems)
    {
        var added = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new List<Problem>();
        foreach (var file in envFiles)
        {
            var parsed = DotenvFile.Parse(file.Path, file.Content, parent.GetValueOrDefault, added);
            found.AddRange(parsed.Problems);
            foreach (var (name, value) in parsed.Values)
            {
                if (!parent.ContainsKey(name))
                    added[name] = value;
            }
        }

        problems = found;
        return added;
    }

    /// <summary>Both together.</summary>
    public static IReadOnlyDictionary<string, string> Over(this IReadOnlyDictionary<string, string> parent, IReadOnlyDictionary<string, string> added)
    {
        if (added.Count == 0)
            return parent;
        var all = new Dictionary<string, string>(added, StringComparer.Ordinal);
        foreach (var (name, value) in parent)
            all[name] = value;
        return all;
    }
}
