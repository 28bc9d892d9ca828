using System.Collections.Frozen;

namespace Gantry.Compose.Reading;

/// <summary>
/// Places in a compose file, with <c>*</c> for names that the author chooses: <c>services.*.ports</c>. Rules for merging and
/// for long forms are tables by place.
/// </summary>
internal static class PathPattern
{
    public const string Root = "";

    private static readonly FrozenSet<string> MapsByName = FrozenSet.ToFrozenSet(
    [
        "services",
        "networks",
        "volumes",
        "secrets",
        "configs",
        "models",
        "services.*.depends_on",
        "services.*.networks",
        "services.*.ulimits",
        "services.*.build.ulimits",
        "services.*.models",
    ]);

    public static string Child(string pattern, string key)
    {
        if (pattern.Length == 0)
            return key;
        return MapsByName.Contains(pattern) ? pattern + ".*" : $"{pattern}.{key}";
    }

    /// <summary>Every place on the way to one of these, so that a walk can leave out what holds none.</summary>
    public static FrozenSet<string> Above(IEnumerable<string> patterns)
    {
        var above = new HashSet<string>(StringComparer.Ordinal) { Root };
        foreach (var pattern in patterns)
        {
            for (var dot = pattern.LastIndexOf('.'); dot > 0; dot = pattern.LastIndexOf('.', dot - 1))
                above.Add(pattern[..dot]);
        }

        return above.ToFrozenSet(StringComparer.Ordinal);
    }
}
