using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gantry.Model.Certificates;

namespace Gantry.Client;

/// <summary>
/// A server whose certificate is of another CA than the one that is known, vouched for by that: the cluster's CA was replaced.
/// The connection is good, so what it says of its CA is believed and kept for the day when nobody vouches for it any more.
/// </summary>
internal static class AuthoritySuccession
{
    private const int LongestAuthorities = 64 * 1024;

    /// <param name="pem">The CAs that are known.</param>
    public static bool IsOfAnother(X509Certificate2 server, string pem)
    {
        if (IssuerKeyOf(server) is not { } issuer)
            return false;
        var known = new X509Certificate2Collection();
        known.ImportFromPem(pem);
        return known.All(authority => KeyOf(authority) is { } key && !key.AsSpan().SequenceEqual(issuer.Span));
    }

    /// <param name="connection">A connection of its own to the same server, verified as the other.</param>
    /// <returns>The CA of the server's certificate, PEM. Null: it did not say. The next command asks again.</returns>
    public static async Task<string?> FindAsync(Stream connection, string host, X509Certificate2 server, CancellationToken ct)
    {
        try
        {
            await connection.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/link/authority HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), ct);
            await connection.FlushAsync(ct);
            await using var answer = await HttpAnswer.ReadAsync(connection, ct);
            var bytes = new byte[LongestAuthorities];
            var length = await answer.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
            var shown = new X509Certificate2Collection();
            if (answer.IsSuccess)
                shown.ImportFromPem(Encoding.ASCII.GetString(bytes, 0, length));
            return shown.FirstOrDefault(authority => HasSigned(authority, server))?.ExportCertificatePem();
        }
        catch (Exception unheard) when (unheard is IOException or HttpFormatException or CryptographicException)
        {
            return null;
        }
    }

    private static bool HasSigned(X509Certificate2 authority, X509Certificate2 server)
    {
        using var chain = new X509Chain { ChainPolicy = ClusterTrust.PolicyOf([authority]) };
        return chain.Build(server);
    }

    private static ReadOnlyMemory<byte>? IssuerKeyOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;

    private static byte[]? KeyOf(X509Certificate2 authority) =>
        authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes.ToArray();
}
