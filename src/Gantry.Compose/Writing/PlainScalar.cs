using System.Text.RegularExpressions;
using Gantry.Compose.Reading;

namespace Gantry.Compose.Writing;

/// <summary>
/// Which texts need no quotes in block YAML: those that a reader of YAML 1.1 takes for the same text as one of 1.2. Where
/// readers differ or only might, there are quotes.
/// </summary>
internal static partial class PlainScalar
{
    public static bool Is(string text) =>
        Beginning().IsMatch(text) &&
        text[^1] is not (' ' or ':') &&
        text.All(c => c is >= ' ' and <= '~') &&
        !text.Contains(": ", StringComparison.Ordinal) &&
        !text.Contains(" #", StringComparison.Ordinal) &&
        CoreSchema.KindOf(text) is ScalarKind.Text &&
        !OldWord().IsMatch(text) &&
        (!OldNumber().IsMatch(text) || Address().IsMatch(text));

    // A word, an absolute or relative path, an option.
    [GeneratedRegex(@"\A(?:[A-Za-z0-9/]|_[A-Za-z]|\.{1,2}/|--?[A-Za-z])")]
    private static partial Regex Beginning();

    // source: yaml.org/type/bool.html, null.html
    [GeneratedRegex(@"\A(?:y|n|yes|no|on|off|true|false|null)\z", RegexOptions.IgnoreCase)]
    private static partial Regex OldWord();

    // Base 60 (22:22), bits, thousands with _ or a comma, and dates, with a time or without.
    // source: yaml.org/type/int.html, float.html, timestamp.html
    [GeneratedRegex(@"\A(?:[0-9][0-9:._,+eE-]*|0[box][0-9a-fA-F_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?)\z")]
    private static partial Regex OldNumber();

    [GeneratedRegex(@"\A[0-9]{1,3}(?:\.[0-9]{1,3}){3}\z")]
    private static partial Regex Address();
}
