namespace Gantry.Compose.Reading;

/// <summary>What a person most likely did when a line is not YAML.</summary>
internal static class YamlAdvice
{
    public static string? For(string text, int line)
    {
        foreach (var candidate in Lines(text, line))
        {
            if (candidate.TrimStart(' ').StartsWith('\t'))
                return "YAML does not allow tabs for indentation; use spaces.";
            var variable = candidate.IndexOf("${", StringComparison.Ordinal);
            if (variable > 0 && candidate.AsSpan(0, variable).ContainsAny('[', '{'))
                return "Between [ ] or { } a value with ${…} must stand in quotes.";
        }

        return null;
    }

    // The parser names the line after the mistake, or the one where the value before it began.
    private static IEnumerable<string> Lines(string text, int line) =>
        text.Split('\n').Skip(Math.Max(0, line - 2)).Take(3);
}
