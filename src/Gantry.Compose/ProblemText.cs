using System.Globalization;
using System.Text;
using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>
/// Writes problems as a person reads them: what and where, of errors the line with a caret below it, the likely fix. What else
/// there is to know takes a line each: a file with twenty unset variables is read to its end.
/// </summary>
public static class ProblemText
{
    private const int ShownWidth = 100;

    /// <param name="bundle">Where the quoted lines come from.</param>
    public static string Write(IEnumerable<Problem> problems, Bundle bundle)
    {
        var files = bundle.ComposeFiles.Concat(bundle.Files).GroupBy(f => f.Path).ToDictionary(g => g.Key, g => g.First().Content.Split('\n'));
        var text = new StringBuilder();
        foreach (var problem in problems)
        {
            if (problem.Severity is not Severity.Error)
            {
                text.Append(problem).Append(" [").Append(problem.Code).Append("]\n");
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"{problem.File}:{problem.Line}:{problem.Column}: {problem.SeverityName}: {problem.Message} [{problem.Code}]\n");
            if (files.TryGetValue(problem.File, out var lines) && problem.Line >= 1 && problem.Line <= lines.Length)
                AppendQuote(text, problem, lines[problem.Line - 1].TrimEnd('\r'));
            if (problem.Hint is not null)
                text.Append("  ").Append(problem.Hint).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>On one line and without a word for how bad it is, which whoever shows it has.</summary>
    public static string Plain(Problem problem) =>
        $"{problem.File}:{problem.Line}:{problem.Column}: {problem.Message}{(problem.Hint is null ? "" : " " + problem.Hint)}";

    /// <summary>The line that a problem is about, without what could steer a terminal; null when the bundle does not have it.</summary>
    public static string? LineOf(Problem problem, Bundle bundle) =>
        bundle.ComposeFiles.Concat(bundle.Files).FirstOrDefault(f => f.Path == problem.File)?.Content.Split('\n').ElementAtOrDefault(problem.Line - 1) is { } line
            ? Printable(line.TrimEnd('\r'))
            : null;

    private static void AppendQuote(StringBuilder text, Problem problem, string line)
    {
        var column = Math.Clamp(problem.Column - 1, 0, line.Length);
        var from = Math.Max(0, column - (ShownWidth / 2));
        var shown = line.Substring(from, Math.Min(ShownWidth, line.Length - from));
        var number = problem.Line.ToString(CultureInfo.InvariantCulture);

        // A tab before the caret stays a tab, so that both lines are as wide; other control characters could move the cursor.
        var gap = string.Concat(line.AsSpan(from, column - from).ToArray().Select(c => c is '\t' ? '\t' : ' '));
        text.Append("  ").Append(number).Append(" | ").Append(Printable(shown)).Append('\n');
        text.Append("  ").Append(' ', number.Length).Append(" | ").Append(gap).Append("^\n");
    }

    private static string Printable(string line) => string.Concat(line.Select(c => char.IsControl(c) && c is not '\t' ? '?' : c));
}
