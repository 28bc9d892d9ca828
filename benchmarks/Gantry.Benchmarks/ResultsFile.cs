using System.Globalization;
using System.Text;

namespace Gantry.Benchmarks;

/// <summary>benchmarks/RESULTS.md: one table row a figure. A run replaces the rows of its benchmark and keeps the others.</summary>
internal sealed class ResultsFile(string path, TimeProvider time)
{
    private const string Header =
        """
        # Results

        Written by `./dev bench`. A ratio (×) is taken over the floor that was measured in the same run on the same machine.

        | benchmark | figure | measured | target | verdict | date | machine |
        |---|---|---|---|---|---|---|

        """;

    public async Task WriteAsync(string benchmark, IReadOnlyList<Figure> figures, CancellationToken ct)
    {
        var kept = File.Exists(path) ? await File.ReadAllLinesAsync(path, ct) : [];
        var rows = kept.Where(IsRow).Where(row => !row.StartsWith($"| {benchmark} |", StringComparison.Ordinal)).ToList();
        var date = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var machine = Machine.Describe();
        rows.AddRange(figures.Select(f =>
            $"| {benchmark} | {f.Name} | {f.MeasuredText} | {f.TargetText} | {f.Verdict} | {date} | {machine} |"));

        var text = new StringBuilder(Header);
        foreach (var row in rows)
            text.Append(row).Append('\n');
        await File.WriteAllTextAsync(path, text.ToString(), ct);
    }

    private static bool IsRow(string line) =>
        line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| benchmark |", StringComparison.Ordinal);
}
