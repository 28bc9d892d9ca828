using System.Security.Cryptography.X509Certificates;

namespace Gantry.Model.Certificates;

/// <summary>How certificates of a cluster are checked everywhere: by its CAs alone, without asking anybody.</summary>
public static class ClusterTrust
{
    /// <returns>A policy of the caller's own, to add to what the certificate must be good for, or from when.</returns>
    public static X509ChainPolicy PolicyOf(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
