using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Security;

/// <summary>Reads signing requests of machines and answers them with certificates.</summary>
/// <param name="life">How long a certificate is good.</param>
internal sealed class NodeSigner(ClusterAuthority authority, Func<TimeSpan> life, TimeProvider time)
{
    /// <returns>Null: it is no signing request, or its signature is not of its key.</returns>
    public static string? KeyHashOf(string pem) => TryRead(pem) is { } key ? NodeCertificates.KeyHashOf(key) : null;

    /// <returns>The certificate, PEM.</returns>
    public string Issue(string pem, NodeId node)
    {
        var key = TryRead(pem) ?? throw new InvalidOperationException("A signing request is read before it is answered.");
        using var certificate = authority.IssueNode(key, node, life(), time.GetUtcNow());
        return certificate.ExportCertificatePem();
    }

    private static PublicKey? TryRead(string pem)
    {
        try
        {
            var request = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256);
            return request.PublicKey.GetECDsaPublicKey() is { KeySize: 256 } ? request.PublicKey : null;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
