using System.Security.Cryptography;
using System.Text;

namespace Gantry.Manager.Security;

/// <summary>The token of the first administrator: random, made at the first start, kept only as its hash.</summary>
internal sealed class AdminToken
{
    private const string HashFile = "admin-token.sha256";
    private const int TokenBytes = 32;
    private const string Prefix = "gantry_";

    private readonly byte[] _hash;

    private AdminToken(byte[] hash, string? justMade)
    {
        _hash = hash;
        JustMade = justMade;
    }

    /// <summary>The token itself, at the first start only: it goes into the caller's context file and nowhere else.</summary>
    public string? JustMade { get; }

    public static AdminToken Open(KeyFolder keys)
    {
        if (keys.Read(HashFile) is { } known)
            return new AdminToken(Convert.FromHexString(known.Trim()), null);

        var token = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var hash = HashOf(token);
        keys.Write(HashFile, Convert.ToHexStringLower(hash));
        return new AdminToken(hash, token);
    }

    /// <summary>Takes the same time whatever was sent.</summary>
    public bool Matches(string? token) => CryptographicOperations.FixedTimeEquals(HashOf(token ?? ""), _hash);

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
