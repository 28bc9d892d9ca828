using System.Diagnostics.CodeAnalysis;
using Gantry.Model.Ids;

namespace Gantry.Model.Nodes;

/// <summary>
/// A join token as a person carries it: <c>gantry-join-1-FINGERPRINT-ID-SECRET</c>. The fingerprint lets the machine that joins
/// know the manager before it sends the secret.
/// </summary>
/// <param name="Authority">SHA-256 of the cluster's CA certificate (DER), 64 hexadecimal digits.</param>
/// <param name="Secret">32 hexadecimal digits.</param>
public sealed record JoinTokenText(string Authority, JoinTokenId Id, string Secret)
{
    private const string Prefix = "gantry-join-1-";
    private const int AuthorityLength = 64;
    private const int SecretLength = 32;

    public static bool TryParse(string text, [NotNullWhen(true)] out JoinTokenText? token)
    {
        token = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        if (text[Prefix.Length..].Split('-') is not [var authority, var id, var secret] || !RandomId.TryParse(id, out var parsed))
            return false;
        if (authority.Length != AuthorityLength || secret.Length != SecretLength || !IsHex(authority) || !IsHex(secret))
            return false;
        token = new JoinTokenText(authority, new JoinTokenId(parsed), secret);
        return true;
    }

    /// <summary>The whole token: never into a log.</summary>
    public override string ToString() => $"{Prefix}{Authority}-{Id}-{Secret}";

    private static bool IsHex(string text) => text.All(char.IsAsciiHexDigitLower);
}
