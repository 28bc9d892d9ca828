using System.Text;

namespace Gantry.Client;

/// <summary>Builds the paths of the control API; every piece that a person typed is escaped.</summary>
internal static class ApiPath
{
    private const string Root = "/v1";

    /// <summary><c>/v1/first/second…</c></summary>
    public static string Of(params ReadOnlySpan<string> segments)
    {
        var path = new StringBuilder(Root);
        foreach (var segment in segments)
        {
            // A segment of dots would be folded away on the way and name something else.
            var isDots = segment is "." or "..";
            path.Append('/').Append(isDots ? segment.Replace(".", "%2E") : Escaped(segment));
        }

        return path.ToString();
    }

    /// <summary>Pairs without a value are left out.</summary>
    public static string With(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (value is null)
                continue;
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return text.ToString();
    }

    // Nearly all are plain, and the runtime's escaping sets up tables first that take a short command longer than its call.
    private static string Escaped(string segment)
    {
        foreach (var c in segment)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return Uri.EscapeDataString(segment);
        }

        return segment;
    }

    public static string? Flag(bool value) => value ? "true" : null;
}
