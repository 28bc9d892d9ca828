using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Gantry.Compose.Mapping;

/// <summary>
/// Addresses, strictly: the framework reads <c>127.0.1</c> as 127.0.0.1 and <c>0177.1</c> as octal, and a port would then
/// listen where nobody asked for it.
/// </summary>
internal static partial class IpText
{
    public static bool IsV4(string text) => DottedQuad().IsMatch(text) && IPAddress.TryParse(text, out _);

    /// <returns>The address in its usual form, brackets removed; null for what is none.</returns>
    public static string? Parse(string text)
    {
        if (IsV4(text))
            return text;
        var inner = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        var isV6 = inner.Contains(':') && !inner.Contains('%') &&
            IPAddress.TryParse(inner, out var address) && address.AddressFamily is AddressFamily.InterNetworkV6;
        return isV6 ? IPAddress.Parse(inner).ToString() : null;
    }

    [GeneratedRegex(@"\A(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}\z")]
    private static partial Regex DottedQuad();
}
