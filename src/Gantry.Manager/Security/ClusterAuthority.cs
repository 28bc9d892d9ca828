using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Security;

/// <summary>The cluster's own certificate authority: made at the first start, ECDSA P-256, kept in the key folder.</summary>
internal sealed class ClusterAuthority
{
    private const string CertificateFile = "ca.pem";
    private const string KeyFile = "ca.key";
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);
    public static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(90);
    public static readonly TimeSpan NodeLifetime = TimeSpan.FromDays(90);

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <summary>Clocks of others may be behind, by a time zone that was set wrong most of all.</summary>
    public static readonly TimeSpan Backdated = TimeSpan.FromDays(1);

    private readonly X509Certificate2 _authority;

    private ClusterAuthority(X509Certificate2 authority) => _authority = authority;

    /// <summary>What clients pin, PEM.</summary>
    public string CertificatePem => _authority.ExportCertificatePem();

    /// <summary>SHA-256 of it, 64 hexadecimal digits: what a join token carries.</summary>
    public string Fingerprint => StableHash.Sha256Hex(_authority.RawData);

    public static ClusterAuthority Open(KeyFolder keys, DateTimeOffset now)
    {
        if (keys.Read(CertificateFile) is { } certificate && keys.Read(KeyFile) is { } key)
            return new ClusterAuthority(X509Certificate2.CreateFromPem(certificate, key));

        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Gantry cluster CA", pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var made = request.CreateSelfSigned(now - Backdated, now + AuthorityLifetime);
        keys.Write(KeyFile, pair.ExportPkcs8PrivateKeyPem());
        keys.Write(CertificateFile, made.ExportCertificatePem());
        return new ClusterAuthority(made);
    }

    /// <summary>A certificate for this server's API, for 90 days.</summary>
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
        using var issued = Sign(request, now, ServerLifetime);
        return issued.CopyWithPrivateKey(pair);
    }

    /// <summary>
    /// A certificate by which a node is known, for 90 days. Its name is what the cluster says, whatever the request says: nothing
    /// but the key is taken from that.
    /// </summary>
    public X509Certificate2 IssueNode(PublicKey key, NodeId node, DateTimeOffset now) =>
        Sign(RequestFor(node.ToString(), key, ClientUse), now, NodeLifetime);

    /// <summary>Whether this authority made it for a node. Whether it is valid now and not revoked is for the caller to ask.</summary>
    public bool HasIssuedToNode(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientUse));

        // The times are compared on the clock that everything else is decided by, and told apart from a foreign signature.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }

    private static CertificateRequest RequestFor(string name, PublicKey key, string use)
    {
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        return request;
    }

    // Not from before the authority itself: a clock that was ahead when that was made is set back some day.
    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset now, TimeSpan lifetime)
    {
        var from = new DateTimeOffset(_authority.NotBefore);
        return request.Create(_authority, now - Backdated > from ? now - Backdated : from, now + lifetime, RandomNumberGenerator.GetBytes(16));
    }
}
