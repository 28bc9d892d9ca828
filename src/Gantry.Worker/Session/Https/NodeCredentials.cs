using System.Security.Cryptography.X509Certificates;
using Gantry.Model.Certificates;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;

namespace Gantry.Worker.Session.Https;

/// <summary>By what a node is known, and by what it knows its managers.</summary>
/// <param name="Name">As the cluster calls it.</param>
/// <param name="Certificate">With its private key.</param>
/// <param name="Authorities">CAs that managers of this cluster may be signed by, the one that signs now first.</param>
/// <param name="Managers">Where they can be reached, <c>https://host:port</c>.</param>
internal sealed record NodeCredentials(
    NodeId Id, string Name, string ClusterId, X509Certificate2 Certificate, X509Certificate2Collection Authorities, IReadOnlyList<string> Managers)
{
    /// <summary>When the certificate was made. It is valid from a day before, for clocks that are behind.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it is time for the next certificate: two thirds of this one's life are over.</summary>
    public DateTimeOffset RenewAt => IssuedAt + ((new DateTimeOffset(Certificate.NotAfter.ToUniversalTime()) - IssuedAt) * 2 / 3);

    /// <summary>SHA-256 of each of the CAs, in their order, with commas in between.</summary>
    public string Fingerprints { get; } = string.Join(',', Authorities.Select(a => StableHash.Sha256Hex(a.RawData)));

    /// <summary>The node's certificate is of the CA that signs now.</summary>
    public bool IsOfNewest { get; } = Authorities.Count > 0 && IsIssuedBy(Authorities[0], Certificate);

    // Of a CA that is gone the name is that of the next one: only the signature tells them apart.
    private static bool IsIssuedBy(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = ClusterTrust.PolicyOf([authority]) };
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }
}
