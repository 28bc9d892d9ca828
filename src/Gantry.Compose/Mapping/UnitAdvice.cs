using System.Text.RegularExpressions;

namespace Gantry.Compose.Mapping;

/// <summary>Amounts as people write them, brought into the form that compose has for them.</summary>
internal static partial class UnitAdvice
{
    private static readonly (string Beginning, string Unit)[] Durations =
        [("ms", "ms"), ("mil", "ms"), ("us", "us"), ("mic", "us"), ("s", "s"), ("m", "m"), ("h", "h"), ("d", "d"), ("w", "w")];

    /// <returns>A sentence; null when nobody can know what was meant.</returns>
    public static string? ForDuration(string text) =>
        Meant(text, Durations) is { } meant && DurationText.Parse(meant) is not null ? $"Did you mean {meant}?" : null;

    /// <returns>A sentence; null when nobody can know what was meant.</returns>
    public static string? ForSize(string text) =>
        Meant(text, [("k", "k"), ("m", "m"), ("g", "g"), ("t", "t"), ("b", "b")]) is { } meant && ByteSize.Parse(meant) is not null ? $"Did you mean {meant}?" : null;

    private static string? Meant(string text, (string Beginning, string Unit)[] units)
    {
        if (Amount().Match(text) is not { Success: true } match)
            return null;
        var unit = units.FirstOrDefault(u => match.Groups["unit"].Value.StartsWith(u.Beginning, StringComparison.OrdinalIgnoreCase)).Unit;
        return unit is null ? null : match.Groups["number"].Value.Replace(',', '.') + unit;
    }

    // Short texts only: what is longer is no amount.
    [GeneratedRegex(@"\A\s{0,9}(?<number>[0-9]{1,18}(?:[.,][0-9]{1,9})?)\s{0,9}(?<unit>[A-Za-z]{1,12})\.?\s{0,9}\z")]
    private static partial Regex Amount();
}
