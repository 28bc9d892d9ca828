using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gantry.Model.Json;
using Gantry.Model.Wire;

namespace Gantry.Worker.Session.Https;

/// <summary>
/// What a node keeps of itself between starts. The key is the node: it is made here, never leaves, and outlives every
/// certificate. The rest came from the manager.
/// </summary>
internal sealed class NodeFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string KeyFile = "node.key";
    private const string AnswerFile = "node.json";

    /// <summary>Fingerprints of all CAs that the node has known, one a line.</summary>
    private const string AuthoritiesFile = "authorities.sha256";

    public string Path { get; } = path;

    /// <summary>A signing request in PEM for the node's key, which is made where there is none. Names in it mean nothing.</summary>
    public string SigningRequest()
    {
        using var key = OpenOrMakeKey();
        return new CertificateRequest("CN=gantry-node", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    /// <returns>Null: this folder has joined no cluster.</returns>
    /// <exception cref="InvalidDataException">What is there cannot be read, or is not all there.</exception>
    public NodeCredentials? Read()
    {
        if (!File.Exists(PathOf(AnswerFile)))
            return null;
        try
        {
            var answer = CompactJson.Read<JoinAnswer>(File.ReadAllBytes(PathOf(AnswerFile)));
            return Credentials(answer, File.ReadAllText(PathOf(KeyFile)));
        }
        catch (Exception damaged) when (damaged is System.Text.Json.JsonException or CryptographicException or FileNotFoundException)
        {
            throw new InvalidDataException($"What {Path} holds of the node cannot be read: {damaged.Message} Move {AnswerFile} away and join again with a new token.", damaged);
        }
    }

    /// <summary>Kept from now on. A crash in between leaves what was there before.</summary>
    public NodeCredentials Keep(JoinAnswer answer)
    {
        var credentials = Credentials(answer, File.ReadAllText(PathOf(KeyFile)));
        Remember(credentials.Fingerprints);
        Write(AnswerFile, CompactJson.WriteBytes(answer));
        return credentials;
    }

    /// <summary>Whether a CA of this fingerprint was ever one of this node's cluster: the token of the first start stays in unit files.</summary>
    public bool HasKnown(string fingerprint) => Known().Contains(fingerprint) || Read()?.Fingerprints.Split(',').Contains(fingerprint) == true;

    private string[] Known() => File.Exists(PathOf(AuthoritiesFile)) ? File.ReadAllLines(PathOf(AuthoritiesFile)) : [];

    private void Remember(string fingerprints)
    {
        var known = Known();
        if (known.Union(fingerprints.Split(',')).ToList() is var all && all.Count > known.Length)
            Write(AuthoritiesFile, Encoding.ASCII.GetBytes(string.Join('\n', all)));
    }

    private static NodeCredentials Credentials(JoinAnswer answer, string key)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(answer.Authorities);
        var certificate = X509Certificate2.CreateFromPem(answer.Certificate, key);
        return new NodeCredentials(answer.NodeId, answer.NodeName, answer.ClusterId, certificate, authorities, answer.Managers)
        {
            IssuedAt = answer.IssuedAt ?? new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
        };
    }

    private ECDsa OpenOrMakeKey()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(PathOf(KeyFile)))
            key.ImportFromPem(File.ReadAllText(PathOf(KeyFile)));
        else
            Write(KeyFile, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        return key;
    }

    private void Write(string name, byte[] bytes)
    {
        var draft = PathOf(name) + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (var file = new FileStream(draft, options))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, PathOf(name), overwrite: true);
    }

    private string PathOf(string name) => System.IO.Path.Combine(Path, name);
}
