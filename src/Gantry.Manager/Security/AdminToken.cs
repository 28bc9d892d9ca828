using System.Security.Cryptography;
using System.Text;

namespace Gantry.Manager.Security;

/// <summary>The token of the first administrator: random, kept here only as its hash.</summary>
internal sealed class AdminToken
{
    private const string HashFile = "admin-token.sha256";
    private const int TokenBytes = 32;
    private const string Prefix = "gantry_";

    private readonly KeyFolder _keys;
    private readonly byte[] _hash;

    private AdminToken(KeyFolder keys, byte[] hash, string? justMade)
    {
        _keys = keys;
        _hash = hash;
        JustMade = justMade;
    }

    /// <summary>The token itself, until it was kept: it goes into the caller's context file and nowhere else.</summary>
    public string? JustMade { get; }

    /// <summary>The one that was kept, or a new one.</summary>
    public static AdminToken Open(KeyFolder keys)
    {
        if (keys.Read(HashFile) is { } known)
            return new AdminToken(keys, Convert.FromHexString(known.Trim()), null);

        var token = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        return new AdminToken(keys, HashOf(token), token);
    }

    /// <summary>From now on it is the cluster's. Call it once somebody has the token: whoever crashes before makes another one.</summary>
    public void Keep() => _keys.Write(HashFile, Convert.ToHexStringLower(_hash));

    /// <summary>Takes the same time whatever was sent.</summary>
    public bool Matches(string? token) => CryptographicOperations.FixedTimeEquals(HashOf(token ?? ""), _hash);

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
