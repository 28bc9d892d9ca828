using System.Text.RegularExpressions;

namespace Gantry.Compose.Reading;

/// <summary>YAML 1.2's core schema: what a plain scalar is. source: yaml.org/spec/1.2.2 chapter 10.3</summary>
internal static partial class CoreSchema
{
    public static ScalarKind KindOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Bool,
        _ => KindOfNumber(text),
    };

    private static ScalarKind KindOfNumber(string text)
    {
        // Most scalars are words: one look at the first character spares the expressions. Longer than this is no number.
        const int longestNumber = 64;
        if (text.Length > longestNumber || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.'))
            return ScalarKind.Text;
        if (Integer().IsMatch(text))
            return ScalarKind.Integer;
        return Float().IsMatch(text) ? ScalarKind.Float : ScalarKind.Text;
    }

    [GeneratedRegex(@"\A(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z")]
    private static partial Regex Float();
}
