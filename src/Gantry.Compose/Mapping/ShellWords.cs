using System.Text;

namespace Gantry.Compose.Mapping;

/// <summary>Splits a command as a POSIX shell would, without expanding anything. source: mattn/go-shellwords as compose-go uses it</summary>
internal static class ShellWords
{
    /// <returns>Null when a quote is not closed, or the text ends with a backslash.</returns>
    public static IReadOnlyList<string>? Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isWord = false;
        char? quote = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\\' && quote is not '\'')
            {
                if (++i == text.Length)
                    return null;
                AppendEscaped(word, text[i], quote);
                isWord = true;
            }
            else if (quote is not null)
            {
                if (c == quote)
                    quote = null;
                else
                    word.Append(c);
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                isWord = true;
            }
            else if (c is ' ' or '\t' or '\n' or '\r')
            {
                if (isWord)
                    words.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        if (isWord)
            words.Add(word.ToString());
        return quote is null ? words : null;
    }

    // Inside double quotes a backslash escapes only these; before a line break it joins the lines.
    private static void AppendEscaped(StringBuilder word, char c, char? quote)
    {
        if (c is '\n')
            return;
        if (quote is '"' && c is not ('"' or '\\' or '$' or '`'))
            word.Append('\\');
        word.Append(c);
    }
}
