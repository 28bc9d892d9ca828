using System.Text.RegularExpressions;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>
/// Tables whose cells were made steady are padded anew: an age that is a letter longer would move every column after it.
/// A row that does not stand under its headers is left as it is, so that a crooked table is seen in the transcript.
/// </summary>
internal static partial class SteadyTables
{
    private const string Gap = "   ";

    public static IEnumerable<string> Of(IReadOnlyList<string> lines, Func<string, string> steady)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (!Header().IsMatch(lines[i]))
            {
                yield return steady(lines[i]);
                continue;
            }

            int[] starts = [.. HeaderName().Matches(lines[i]).Select(m => m.Index)];
            var rows = new List<string[]> { Cells(lines[i], starts) };
            while (i + 1 < lines.Count && IsRow(lines[i + 1], starts))
                rows.Add([.. Cells(lines[++i], starts).Select(steady)]);
            foreach (var row in Padded(rows))
                yield return row;
        }
    }

    private static bool IsRow(string line, int[] starts) =>
        line.Length > 0 && starts.Skip(1).All(s => line.Length < s || line[(s - Gap.Length)..Math.Min(s, line.Length)].Trim().Length == 0);

    private static string[] Cells(string line, int[] starts) =>
        [.. starts.Select((start, i) => line.Length <= start ? "" : line[start..(i + 1 < starts.Length ? Math.Min(starts[i + 1], line.Length) : line.Length)].TrimEnd())];

    private static IEnumerable<string> Padded(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length)).ToList();
        return rows.Select(row => string.Join(Gap, row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }

    [GeneratedRegex(@"^[A-Z][A-Z %]*( {3,}[A-Z][A-Z %]*)+$")]
    private static partial Regex Header();

    [GeneratedRegex(@"[A-Z%]+( [A-Z%]+)*")]
    private static partial Regex HeaderName();
}
