using System.Text;

namespace Gantry.Output;

/// <summary>Columns under headers with three spaces between, as docker prints them. Never wrapped: lines are for grep too.</summary>
internal sealed class TextTable(IReadOnlyList<string> headers)
{
    private const string Gap = "   ";

    private readonly List<IReadOnlyList<string>> _rows = [];

    public void Add(IReadOnlyList<string> cells) => _rows.Add([.. cells.Select(PlainText.Of)]);

    public IEnumerable<string> Lines()
    {
        var widths = Widths();
        yield return Line(headers, widths);
        foreach (var row in _rows)
            yield return Line(row, widths);
    }

    /// <summary>Rows alone, as wide as their headers at least.</summary>
    public IEnumerable<string> RowLines()
    {
        var widths = Widths();
        return _rows.Select(row => Line(row, widths));
    }

    private int[] Widths() =>
        [.. headers.Select((header, i) => Math.Max(header.Length, _rows.Count == 0 ? 0 : _rows.Max(r => r[i].Length)))];

    private static string Line(IReadOnlyList<string> cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0)
                line.Append(Gap);
            line.Append(cells[i].PadRight(widths[i]));
        }

        return line.ToString().TrimEnd();
    }
}
