using System.Buffers;
using System.Text;

namespace Gantry.Worker.Session;

/// <summary>
/// Puts one output's lines together again. The engine cuts a line at 16 KiB, in the middle of a character too, and
/// writes an RFC 3339 time and a space before each piece; of a terminal's output it tells no pieces at all.
/// </summary>
internal sealed class LogLines(bool tty)
{
    private const byte LineFeed = (byte)'\n';

    // Of a time with as many digits as a DateTimeOffset holds, without its Z.
    private const int TicksEnd = 27;

    private readonly ArrayBufferWriter<byte> _pending = new();
    private DateTimeOffset _at;

    /// <returns>The lines that this piece completes.</returns>
    public IReadOnlyList<(DateTimeOffset At, string Text)> Add(ReadOnlySpan<byte> piece)
    {
        if (!tty)
        {
            var at = CutTime(ref piece);
            if (_pending.WrittenCount == 0)
                _at = at;
        }

        var lines = new List<(DateTimeOffset, string)>();
        for (var end = piece.IndexOf(LineFeed); end >= 0; end = piece.IndexOf(LineFeed))
        {
            _pending.Write(piece[..end]);
            lines.Add(Take());
            piece = piece[(end + 1)..];
        }

        _pending.Write(piece);
        return lines;
    }

    /// <returns>A last line that has no end; null when there is none.</returns>
    public (DateTimeOffset At, string Text)? Rest() => _pending.WrittenCount > 0 ? Take() : null;

    private (DateTimeOffset At, string Text) Take()
    {
        var line = _pending.WrittenSpan;
        if (tty)
            _at = CutTime(ref line);

        var text = Encoding.UTF8.GetString(line).TrimEnd('\r');
        _pending.ResetWrittenCount();
        return (_at, text);
    }

    /// <param name="text">Becomes what follows the time.</param>
    private static DateTimeOffset CutTime(ref ReadOnlySpan<byte> text)
    {
        var space = text.IndexOf((byte)' ');
        var stamp = space < 0 ? text.TrimEnd(LineFeed) : text[..space];
        if (!DateTimeOffset.TryParse(Cut(Encoding.ASCII.GetString(stamp)), out var at))
            return default;
        text = space < 0 ? text[stamp.Length..] : text[(space + 1)..];
        return at;
    }

    // Parsing rounds what it cannot hold, and with a time after its line --since would leave the line out.
    private static string Cut(string stamp) => stamp.Length > TicksEnd && stamp[^1] == 'Z' ? $"{stamp[..TicksEnd]}Z" : stamp;
}
