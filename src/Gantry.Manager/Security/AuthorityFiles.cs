using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Model.Faults;

namespace Gantry.Manager.Security;

/// <summary>
/// The CA in the key folder. A replacement is decided by one file that is written whole, and over when one file is gone: a server
/// that is killed at any moment in between goes on at its next start.
/// </summary>
internal sealed class AuthorityFiles(KeyFolder keys)
{
    private const string CertificateFile = "ca.pem";
    private const string KeyFile = "ca.key";

    /// <summary>The key and certificate of the CA to come, its cross-signed one, and the CA before.</summary>
    private const string NextFile = "ca-next.pem";

    /// <summary>The CA before. There as long as it is accepted.</summary>
    private const string BeforeFile = "ca-before.pem";

    /// <summary>The certificate by which the CA before vouches for the present one.</summary>
    private const string CrossSignedFile = "ca-cross.pem";

    /// <returns>Null: there is none yet.</returns>
    public AuthorityKeys? Read()
    {
        if (keys.Read(NextFile) is { } next)
            PutInPlace(next);
        if (keys.Read(CertificateFile) is not { } certificate || keys.Read(KeyFile) is not { } key)
            return null;
        var issuing = X509Certificate2.CreateFromPem(certificate, key);
        return new AuthorityKeys(issuing, Certificate(BeforeFile), Certificate(CrossSignedFile));
    }

    public void WriteFirst(AuthorityKeys made)
    {
        keys.Write(KeyFile, KeyOf(made));
        keys.Write(CertificateFile, made.Issuing.ExportCertificatePem());
    }

    /// <summary>The key of the CA before is overwritten: what it was for, vouching for its successor, is done.</summary>
    public void Replace(AuthorityKeys next)
    {
        if (next is not { Before: { } before, CrossSigned: { } crossSigned })
            throw new InvalidOperationException("A CA that replaces another one is vouched for by it.");
        var text = string.Join('\n', KeyOf(next), next.Issuing.ExportCertificatePem(), crossSigned.ExportCertificatePem(), before.ExportCertificatePem());
        Failpoint.Pass("ca.before-next");
        keys.Write(NextFile, text);
        Failpoint.Pass("ca.after-next");
        PutInPlace(text);
    }

    public void ForgetBefore() => keys.Delete(BeforeFile);

    // Safe to repeat: all that it needs is in the text, and that goes last.
    private void PutInPlace(string next)
    {
        var certificates = Certificates(next);
        var (issuing, crossSigned, before) = (certificates[0], certificates[1], certificates[2]);
        using var key = ECDsa.Create();
        key.ImportFromPem(next);
        keys.Write(BeforeFile, before.ExportCertificatePem());
        keys.Write(CrossSignedFile, crossSigned.ExportCertificatePem());
        keys.Write(KeyFile, key.ExportPkcs8PrivateKeyPem());
        Failpoint.Pass("ca.between-files");
        keys.Write(CertificateFile, issuing.ExportCertificatePem());
        Failpoint.Pass("ca.after-files");
        keys.Delete(NextFile);
    }

    private X509Certificate2? Certificate(string file) => keys.Read(file) is { } pem ? X509Certificate2.CreateFromPem(pem) : null;

    private static X509Certificate2Collection Certificates(string pem)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        return all;
    }

    private static string KeyOf(AuthorityKeys authority)
    {
        using var key = authority.Issuing.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The CA that signs has its key.");
        return key.ExportPkcs8PrivateKeyPem();
    }
}
