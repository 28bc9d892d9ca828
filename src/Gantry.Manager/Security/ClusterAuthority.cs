using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Manager.Security;

/// <summary>The cluster's own certificate authority: made at the first start, ECDSA P-256, kept in the key folder.</summary>
internal sealed class ClusterAuthority
{
    private const string CertificateFile = "ca.pem";
    private const string KeyFile = "ca.key";
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);
    public static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(90);

    /// <summary>Clocks of clients may be behind.</summary>
    public static readonly TimeSpan Backdated = TimeSpan.FromHours(1);

    private readonly X509Certificate2 _authority;

    private ClusterAuthority(X509Certificate2 authority) => _authority = authority;

    /// <summary>What clients pin, PEM.</summary>
    public string CertificatePem => _authority.ExportCertificatePem();

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
        var request = new CertificateRequest("CN=gantry-server", pair, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
            alternatives.AddDnsName(name);
        foreach (var address in addresses.Distinct())
            alternatives.AddIpAddress(address);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var issued = request.Create(_authority, now - Backdated, now + ServerLifetime, RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(pair);
    }
}
