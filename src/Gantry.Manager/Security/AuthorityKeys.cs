using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Model.Certificates;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Security;

/// <summary>The CA that signs, and the one before it as long as not every node has followed. Never changed, only replaced as a whole.</summary>
/// <param name="Issuing">With its private key.</param>
/// <param name="Before">The CA that is being replaced, still accepted; its key is gone already.</param>
/// <param name="CrossSigned">
/// The key of <paramref name="Issuing"/>, signed by the CA before: whoever trusts that one alone verifies by it, also when that is
/// not accepted any more, and learns of the next.
/// </param>
internal sealed record AuthorityKeys(X509Certificate2 Issuing, X509Certificate2? Before = null, X509Certificate2? CrossSigned = null)
{
    private const string Name = "CN=Gantry cluster CA";
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    /// <summary>SHA-256 of the certificate, 64 hexadecimal digits.</summary>
    public string Fingerprint => Fingerprints[0];

    /// <summary>Those that are accepted, the one that signs first.</summary>
    public IReadOnlyList<X509Certificate2> Accepted { get; } = Before is null ? [Issuing] : [Issuing, Before];

    /// <summary>Of those that are accepted, in their order.</summary>
    public IReadOnlyList<string> Fingerprints { get; } = FingerprintsOf(Issuing, Before);

    /// <summary>The same with commas in between: told with the answer to each heartbeat, so written once.</summary>
    public string AllFingerprints { get; } = string.Join(',', FingerprintsOf(Issuing, Before));

    public static string FingerprintOf(X509Certificate2 authority) => StableHash.Sha256Hex(authority.RawData);

    /// <summary>A CA of its own, ECDSA P-256, for ten years.</summary>
    public static AuthorityKeys Make(DateTimeOffset now)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new AuthorityKeys(AuthorityRequest(pair).CreateSelfSigned(now - ClusterAuthority.Backdated, now + AuthorityLifetime));
    }

    /// <summary>
    /// A new CA, vouched for by this one. Both have one name, so that the certificate in between counts as self-issued (RFC 5280,
    /// 6.1): by any other name it would break the path length of the CA before, which allows for nothing in between.
    /// </summary>
    public AuthorityKeys Successor(DateTimeOffset now)
    {
        var made = Make(now).Issuing;
        using var pair = made.GetECDsaPrivateKey() ?? throw new InvalidOperationException("A CA that was just made has its key.");
        var request = AuthorityRequest(pair);
        request.CertificateExtensions.Add(IssuedBy(Issuing));
        return new AuthorityKeys(made, PublicOf(Issuing), Sign(request, now, AuthorityLifetime));
    }

    public AuthorityKeys WithoutBefore() => new(Issuing, null, CrossSigned);

    /// <summary>A certificate for this server's API.</summary>
    public X509Certificate2 IssueServer(IEnumerable<string> names, IEnumerable<IPAddress> addresses, DateTimeOffset now)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
            alternatives.AddDnsName(name);
        foreach (var address in addresses.Distinct())
            alternatives.AddIpAddress(address);
        var request = RequestFor("gantry-server", new PublicKey(pair), ServerUse);
        request.CertificateExtensions.Add(alternatives.Build());
        using var issued = Sign(request, now, ClusterAuthority.ServerLifetime);
        return issued.CopyWithPrivateKey(pair);
    }

    /// <summary>
    /// A certificate by which a node is known. Its name is what the cluster says, whatever the request says: nothing but the key
    /// is taken from that.
    /// </summary>
    public X509Certificate2 IssueNode(PublicKey key, NodeId node, TimeSpan life, DateTimeOffset now) =>
        Sign(RequestFor(node.ToString(), key, ClientUse), now, life);

    /// <summary>Which CA made it for a node. Whether it is valid now and not revoked is for the caller to ask.</summary>
    /// <returns>Its fingerprint; null: none of the accepted.</returns>
    public string? IssuerOfNode(X509Certificate2 certificate) =>
        Accepted.FirstOrDefault(authority => HasIssuedToNode(authority, certificate)) is { } issuer ? FingerprintOf(issuer) : null;

    // One CA at a time: of two that have one name a certificate that does not say which is looked for by name alone.
    private static bool HasIssuedToNode(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = ClusterTrust.PolicyOf([authority]) };
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientUse));

        // The times are compared on the clock that everything else is decided by, and told apart from a foreign signature.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }

    private static IReadOnlyList<string> FingerprintsOf(X509Certificate2 issuing, X509Certificate2? before) =>
        before is null ? [FingerprintOf(issuing)] : [FingerprintOf(issuing), FingerprintOf(before)];

    private static X509Certificate2 PublicOf(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);

    private static CertificateRequest AuthorityRequest(ECDsa pair)
    {
        var request = new CertificateRequest(Name, pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static X509AuthorityKeyIdentifierExtension IssuedBy(X509Certificate2 authority) =>
        X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false);

    private CertificateRequest RequestFor(string name, PublicKey key, string use)
    {
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        request.CertificateExtensions.Add(IssuedBy(Issuing));
        return request;
    }

    // Not from before the authority itself: a clock that was ahead when that was made is set back some day. Nor beyond its end.
    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset now, TimeSpan lifetime)
    {
        var (first, last) = (new DateTimeOffset(Issuing.NotBefore), new DateTimeOffset(Issuing.NotAfter));
        var (from, until) = (now - ClusterAuthority.Backdated, now + lifetime);
        return request.Create(Issuing, from > first ? from : first, until < last ? until : last, RandomNumberGenerator.GetBytes(16));
    }
}
