using System.Text.RegularExpressions;

namespace Gantry.Compose.Reading;

/// <summary>What a person most likely did when a line is not YAML.</summary>
internal static partial class YamlAdvice
{
    /// <summary>A tab that indents a line near the one that the parser names.</summary>
    public static SourcePosition? TabIn(string text, SourcePosition at)
    {
        var first = Math.Max(1, at.Line - 1);
        foreach (var (i, line) in Lines(text, at.Line).Index())
        {
            var indented = line.TrimStart(' ');
            if (indented.StartsWith('\t'))
                return at with { Line = first + i, Column = line.Length - indented.Length + 1 };
        }

        return null;
    }

    /// <param name="message">The parser's.</param>
    public static string? For(string text, int line, string message)
    {
        if (text.AsSpan().TrimStart().StartsWith("<"))
            return "This looks like a page of a web site: download the file itself, its raw text.";
        if (message.Contains("expected '-' indicator", StringComparison.Ordinal))
            return "Lines with a dash and lines without cannot be mixed: write either all `- NAME=value` or all `NAME: value`.";
        if (message.Contains("quoted scalar", StringComparison.Ordinal) && (message.Contains("wrong indentation", StringComparison.Ordinal) || message.Contains("unexpected end", StringComparison.Ordinal)))
            return "Is a quote not closed?";

        var lines = Lines(text, line).ToList();
        if (lines.Any(HasVariableInFlow))
            return "Between [ ] or { } a value with ${…} must stand in quotes.";
        if (lines.FirstOrDefault(l => TightKey().IsMatch(l)) is { } tight)
            return $"A space is missing after {ProblemLog.Quote(TightKey().Match(tight).Groups[1].Value)}.";
        if (lines.FirstOrDefault(l => TightDash().IsMatch(l)) is not null)
            return "A space is missing after the dash.";
        if (message.Contains("expected key", StringComparison.Ordinal) && Indentation(text, line) is { } uneven)
            return uneven;
        return message.Contains("invalid mapping", StringComparison.Ordinal) ? "A text that has ': ' in it must stand in quotes; or is the indentation wrong?" : null;
    }

    private static string? Indentation(string text, int line)
    {
        var above = text.Split('\n').Take(line).Index().Where(l => l.Item.AsSpan().TrimStart() is { IsEmpty: false } rest && rest[0] is not '#').TakeLast(2).ToList();
        return above is [var upper, var lower] && lower.Index == line - 1 && IndentOf(upper.Item) is var wide && IndentOf(lower.Item) is var narrow && narrow < wide
            ? $"It is indented by {narrow} and line {upper.Index + 1} by {wide}: what belongs together begins in the same column."
            : null;
    }

    private static int IndentOf(string line) => line.Length - line.AsSpan().TrimStart(' ').Length;

    private static bool HasVariableInFlow(string line)
    {
        var variable = line.IndexOf("${", StringComparison.Ordinal);
        return variable > 0 && line.AsSpan(0, variable).ContainsAny('[', '{');
    }

    // The parser names the line after the mistake, or the one where the value before it began.
    private static IEnumerable<string> Lines(string text, int line) =>
        text.Split('\n').Skip(Math.Max(0, line - 2)).Take(3);

    [GeneratedRegex(@"\A\s*(?:- )?([a-z_]+:)[^\s:/]")]
    private static partial Regex TightKey();

    [GeneratedRegex(@"\A\s*-[^\s-]")]
    private static partial Regex TightDash();
}
