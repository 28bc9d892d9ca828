using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Gantry.Manager.State;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Security;

/// <summary>Which node a client certificate stands for. Asked with every request: a node that was removed is out at once.</summary>
internal sealed class NodeCertificates(ClusterAuthority authority, StateStore store, TimeProvider time)
{
    private const string JoinAgain = "Join again with a new token (gantry node token create): a node that keeps its data folder stays the same node.";

    // Checking a signature takes longer than answering a heartbeat. The certificate of a connection is one object as long
    // as the connection lives.
    private readonly ConditionalWeakTable<X509Certificate2, Checked> _checked = [];

    public NodeIdentity Of(X509Certificate2 certificate)
    {
        var known = _checked.GetValue(certificate, Check);
        if (known is not { Node: { } id, Issuer: { } issuer })
            return new NodeIdentity.Refused($"This certificate is not one that this cluster gave to a node, or its CA was replaced since (gantry ca rotate). {JoinAgain}");

        var now = time.GetUtcNow();
        if (now < known.From || now >= known.Until)
        {
            return new NodeIdentity.Refused(
                $"The certificate of node {id} is valid from {known.From:u} to {known.Until:u}, and by this manager's clock it is {now:u}: look at the clock of both machines. When it has really ended, join again with a new token (gantry node token create).");
        }

        // Asked each time: a connection may live longer than the CA of its certificate.
        if (!authority.Keys.Fingerprints.Contains(issuer))
            return new NodeIdentity.Refused($"The certificate of node {id} is of a CA that was replaced since (gantry ca rotate). {JoinAgain}");

        if (store.Current.Find(id) is not { } node)
            return new NodeIdentity.Refused($"Node {id} was removed from the cluster. To bring the machine back, join again with a new token (gantry node token create).");
        return node.KeyHash == known.KeyHash
            ? new NodeIdentity.Known(id, issuer)
            : new NodeIdentity.Refused($"Node {node.Name} has another key by now.");
    }

    /// <summary>How a key is known: SHA-256 of its public part, hexadecimal.</summary>
    public static string KeyHashOf(PublicKey key) => StableHash.Sha256Hex(key.ExportSubjectPublicKeyInfo());

    private Checked Check(X509Certificate2 certificate)
    {
        var issuer = authority.Keys.IssuerOfNode(certificate);
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return new Checked(
            issuer is not null && RandomId.TryParse(name, out var id) ? new NodeId(id) : null,
            issuer,
            KeyHashOf(certificate.PublicKey),
            new DateTimeOffset(certificate.NotBefore.ToUniversalTime(), TimeSpan.Zero),
            new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero));
    }

    private sealed record Checked(NodeId? Node, string? Issuer, string KeyHash, DateTimeOffset From, DateTimeOffset Until);
}
