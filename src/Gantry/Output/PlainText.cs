using System.Text;

namespace Gantry.Output;

/// <summary>
/// Text from containers and servers without what would steer a terminal: escape sequences and control characters.
/// </summary>
internal static class PlainText
{
    private const char Escape = '\e';
    private const char StringTerminator = '\u009c';

    /// <summary>Tabs stay; a line end inside becomes a space.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f'))
            return text;

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is Escape or '\u009b' or '\u009d')
                i = SequenceEnd(text, i);
            else if (c is '\n' && i < text.Length - 1)
                plain.Append(' ');
            else if (c is '\t' || !char.IsControl(c))
                plain.Append(c);
        }

        return plain.ToString();
    }

    /// <summary>Index of the last character of the sequence that begins at <paramref name="start"/>.</summary>
    private static int SequenceEnd(string text, int start)
    {
        var kind = text[start];
        var i = start;
        if (kind == Escape)
        {
            if (++i >= text.Length)
                return start;
            kind = text[i] switch { '[' => '\u009b', ']' or 'P' or '^' or '_' or 'X' => '\u009d', _ => Escape };
        }

        return kind switch
        {
            '\u009b' => ControlEnd(text, i + 1),
            '\u009d' => StringEnd(text, i + 1),
            _ => SimpleEnd(text, i),
        };
    }

    // ESC, any intermediate bytes, one final byte.
    private static int SimpleEnd(string text, int i)
    {
        while (i < text.Length - 1 && text[i] is >= ' ' and <= '/')
            i++;
        return i;
    }

    private static int ControlEnd(string text, int i)
    {
        while (i < text.Length && text[i] is >= ' ' and <= '?')
            i++;
        return Math.Min(i, text.Length - 1);
    }

    private static int StringEnd(string text, int i)
    {
        for (; i < text.Length; i++)
        {
            if (text[i] is '\a' or StringTerminator)
                return i;
            if (text[i] == Escape)
                return Math.Min(i + 1, text.Length - 1);
        }

        return text.Length - 1;
    }
}
