using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Model.Certificates;

namespace Gantry.Worker.Session.Https;

/// <summary>How a worker knows a manager: by the cluster's CA and nothing else.</summary>
internal static class ManagerTrust
{
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");

    /// <summary>
    /// Options for one connection. The name in the certificate is not compared: the CA signs nobody but managers for this use,
    /// and workers may dial an address that the manager does not know to be its own (NAT, a name in front of several).
    /// </summary>
    /// <param name="own">The node's certificate; null before it has one.</param>
    public static SslClientAuthenticationOptions Options(X509Certificate2Collection authorities, X509Certificate2? own) => new()
    {
        ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
        CertificateChainPolicy = Policy(authorities),
        RemoteCertificateValidationCallback = static (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
    };

    private static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = ClusterTrust.PolicyOf(authorities);
        policy.ApplicationPolicy.Add(ServerUse);
        return policy;
    }
}
