using Gantry.Compose.Reading;

namespace Gantry.Compose.Mapping;

/// <summary>Where a key belongs that stands in the wrong place.</summary>
internal static class KeyAdvice
{
    // Of files of the first two versions.
    private static readonly Dictionary<string, string> Old = new(StringComparer.Ordinal)
    {
        ["net"] = "Today it is called `network_mode`, or `networks`.",
        ["log_driver"] = "Today it is `driver` under `logging`.",
        ["log_opt"] = "Today it is `options` under `logging`.",
        ["volume_driver"] = "Today it is `driver` of a volume at the top level.",
        ["dockerfile"] = "Today it is `dockerfile` under `build`.",
    };

    /// <param name="place">Where it stands, as <see cref="KeyTable{T}.Place"/>.</param>
    /// <param name="near">Keys of the place itself.</param>
    /// <returns>A sentence; null when nothing is near.</returns>
    public static string? For(string key, YamlNode value, string place, IEnumerable<string> near)
    {
        if (place.Length == 0 && value is YamlNode.Map service && (service.Find("image") ?? service.Find("build")) is not null)
            return "A service stands under `services:`; indent it.";
        if (place == "services.*" && Old.TryGetValue(key, out var today))
            return today;
        return Spelling.Nearest(key, near) is { } meant && Distance(meant, key) ? $"Did you mean `{meant}`?" : Elsewhere(key, place) ?? Misspelt(key, near);
    }

    private static string? Misspelt(string key, IEnumerable<string> near) => Spelling.Nearest(key, near) is { } meant ? $"Did you mean `{meant}`?" : null;

    // A letter more or less is a slip of the finger, whatever else has the same name.
    private static bool Distance(string meant, string key) => Math.Abs(meant.Length - key.Length) <= 1 && meant[0] == key[0];

    private static string? Elsewhere(string key, string place)
    {
        var owner = ComposeKeys.Tables
            .Where(t => t.Keys.Contains(key) && (IsBelow(t.Place, place) || IsBelow(place, t.Place)))
            .OrderBy(t => !IsBelow(t.Place, place))
            .ThenBy(t => Math.Abs(t.Place.Length - place.Length))
            .FirstOrDefault();
        if (owner is null)
            return null;
        return IsBelow(owner.Place, place)
            ? $"`{key}` belongs under {Shown(owner.Place[place.Length..].TrimStart('.'))}."
            : owner.Place == "services.*" ? $"`{key}` is a key of the service itself; indent it less." : $"`{key}` belongs into {Shown(owner.Place)}; indent it less.";
    }

    private static bool IsBelow(string place, string above) =>
        above.Length == 0 ? place is "services.*" : place.Length > above.Length && place.StartsWith(above, StringComparison.Ordinal) && place[above.Length] is '.' or '[';

    private static string Shown(string place) => place switch
    {
        "services.*" => "a service",
        _ when place.EndsWith(".*", StringComparison.Ordinal) => $"a member of `{place[..^2].Replace(".*", "", StringComparison.Ordinal)}`",
        _ => $"`{place.Replace("[]", "", StringComparison.Ordinal).Replace(".*", "", StringComparison.Ordinal)}`",
    };
}
