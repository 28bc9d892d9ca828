using System.Text;
using System.Text.RegularExpressions;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>
/// What a person sees in the end of all that was printed: knows the sequences that Gantry writes, and refuses any other.
/// As long as it must be, since nothing is lost that scrolled away. Colours stay in the text, as <c>\e[32m</c>.
/// </summary>
internal sealed partial class Screen
{
    private const string Plain = "0";

    private readonly List<List<Cell>> _lines = [[]];
    private string _colour = Plain;
    private int _row;
    private int _column;

    public static string Of(string printed)
    {
        var screen = new Screen();
        for (var at = 0; at < printed.Length;)
            at = screen.Take(printed, at);
        return screen.ToString();
    }

    public static bool HasColours(string seen) => seen.Contains("\\e[", StringComparison.Ordinal);

    public static string WithoutColours(string seen) => ShownColour().Replace(seen, "");

    public override string ToString() => string.Join('\n', _lines.Select(TextOf)).TrimEnd('\n');

    private int Take(string printed, int at)
    {
        switch (printed[at])
        {
            case '\e':
                return Obey(printed, at);
            case '\r':
                _column = 0;
                break;
            case '\n':
                MoveTo(_row + 1);
                break;
            default:
                Put(printed[at]);
                break;
        }

        return at + 1;
    }

    private int Obey(string printed, int at)
    {
        var end = at + 2;
        while (end < printed.Length && !char.IsAsciiLetter(printed[end]))
            end++;
        if (end >= printed.Length || printed[at + 1] != '[')
            throw new NotSupportedException($"Not a sequence that Gantry writes: {printed[at..Math.Min(printed.Length, at + 8)].Replace("\e", "\\e", StringComparison.Ordinal)}");

        var number = printed[(at + 2)..end];
        switch (printed[end], number)
        {
            case ('m', _):
                _colour = number;
                break;
            case ('A', _):
                _row = Math.Max(0, _row - int.Parse(number, provider: null));
                break;
            case ('K', "2"):
                _lines[_row].Clear();
                break;
            case ('J', ""):
                Cut(_lines[_row], _column);
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                break;
            case ('H', ""):
                (_row, _column) = (0, 0);
                break;
            case ('J', "2" or "3"):
                _lines.RemoveRange(1, _lines.Count - 1);
                _lines[0].Clear();
                break;
            default:
                throw new NotSupportedException($"Not a sequence that Gantry writes: \\e[{number}{printed[end]}");
        }

        return end + 1;
    }

    private void MoveTo(int row)
    {
        _row = row;
        while (_lines.Count <= row)
            _lines.Add([]);
    }

    private void Put(char letter)
    {
        var line = _lines[_row];
        while (line.Count <= _column)
            line.Add(new Cell(' ', Plain));
        line[_column++] = new Cell(letter, _colour);
    }

    private static void Cut(List<Cell> line, int from)
    {
        if (line.Count > from)
            line.RemoveRange(from, line.Count - from);
    }

    private static string TextOf(List<Cell> line)
    {
        var text = new StringBuilder();
        var colour = Plain;
        foreach (var cell in line)
        {
            if (cell.Colour != colour)
                text.Append("\\e[").Append(cell.Colour).Append('m');
            colour = cell.Colour;
            text.Append(cell.Letter);
        }

        if (colour != Plain)
            text.Append("\\e[0m");
        return text.ToString().TrimEnd();
    }

    [GeneratedRegex(@"\\e\[\d+m")]
    private static partial Regex ShownColour();

    private readonly record struct Cell(char Letter, string Colour);
}
