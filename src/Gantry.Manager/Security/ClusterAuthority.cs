using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Security;

/// <summary>The cluster's own certificate authority: made at the first start, kept in the key folder, replaced when somebody asks for it.</summary>
internal sealed class ClusterAuthority
{
    public static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(90);

    /// <summary>Clocks of others may be behind, by a time zone that was set wrong most of all.</summary>
    public static readonly TimeSpan Backdated = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly AuthorityFiles _files;
    private AuthorityKeys _keys;

    private ClusterAuthority(AuthorityFiles files, AuthorityKeys keys) => (_files, _keys) = (files, keys);

    /// <summary>As it is now. Whoever needs two things of it takes them from one of these.</summary>
    public AuthorityKeys Keys => Volatile.Read(ref _keys);

    /// <summary>PEM of every CA that managers may be signed by, the one that signs now first: what clients pin.</summary>
    public string CertificatePem => string.Join('\n', Keys.Accepted.Select(a => a.ExportCertificatePem()));

    /// <summary>Of the CA that signs, 64 hexadecimal digits: what a join token carries.</summary>
    public string Fingerprint => Keys.Fingerprint;

    /// <summary>Of every CA that is accepted, the one that signs first, with commas in between.</summary>
    public string Fingerprints => Keys.AllFingerprints;

    public DateTimeOffset ValidUntil => new(Keys.Issuing.NotAfter);

    public static ClusterAuthority Open(KeyFolder keys, DateTimeOffset now)
    {
        var files = new AuthorityFiles(keys);
        if (files.Read() is { } known)
            return new ClusterAuthority(files, known);
        var made = AuthorityKeys.Make(now);
        files.WriteFirst(made);
        return new ClusterAuthority(files, made);
    }

    /// <summary>From now on a new CA signs; the one before is still accepted. Safe to repeat: only the CA that is named is replaced.</summary>
    /// <returns>The fingerprint of the one that signs now.</returns>
    public string Replace(string fingerprint, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_keys.Fingerprint == fingerprint)
            {
                var next = _keys.Successor(now);
                _files.Replace(next);
                Volatile.Write(ref _keys, next);
            }

            return _keys.Fingerprint;
        }
    }

    /// <summary>Nobody accepts the CA before any more. Safe to repeat.</summary>
    public void ForgetBefore()
    {
        lock (_lock)
        {
            _files.ForgetBefore();
            if (_keys.Before is not null)
                Volatile.Write(ref _keys, _keys.WithoutBefore());
        }
    }

    public X509Certificate2 IssueServer(IEnumerable<string> names, IEnumerable<IPAddress> addresses, DateTimeOffset now) =>
        Keys.IssueServer(names, addresses, now);

    public X509Certificate2 IssueNode(PublicKey key, NodeId node, TimeSpan life, DateTimeOffset now) => Keys.IssueNode(key, node, life, now);
}
