using System.Text;

namespace Gantry.Compose.Interpolation;

/// <summary>Backslashes in a double-quoted dotenv value. An unknown escape keeps its backslash.</summary>
internal static class DotenvEscapes
{
    private const string Letters = "abfnrtv\"\\";
    private const string Meanings = "\a\b\f\n\r\t\v\"\\";

    /// <returns>A template: <c>\$</c> has become <c>$$</c>, so that interpolation leaves a plain dollar sign.</returns>
    public static string Expand(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            var next = text[i + 1];
            if (next is '0')
            {
                i += AppendOctal(text, i + 2, result) + 1;
                continue;
            }

            var known = Letters.IndexOf(next);
            if (next is '$')
                result.Append("$$");
            else if (known >= 0)
                result.Append(Meanings[known]);
            else
                result.Append('\\').Append(next);
            i++;
        }

        return result.ToString();
    }

    // \0 and up to three octal digits.
    private static int AppendOctal(string text, int start, StringBuilder result)
    {
        var (value, length) = (0, 0);
        while (length < 3 && start + length < text.Length && text[start + length] is >= '0' and <= '7')
            value = (value * 8) + text[start + length++] - '0';
        result.Append((char)value);
        return length;
    }
}
