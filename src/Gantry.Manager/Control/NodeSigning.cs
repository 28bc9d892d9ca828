using Gantry.Model.Nodes;

namespace Gantry.Manager.Control;

/// <summary>What admitting a node needs of the cluster's authority.</summary>
/// <param name="KeyHashOf">Of a signing request in PEM: how its key is known. Null: it is none, or its signature is not of its key.</param>
/// <param name="Issue">A certificate in PEM for the key of a signing request.</param>
/// <param name="Authorities">PEM of every CA that managers may be signed by, the one that signs now first.</param>
/// <param name="Fingerprint">What a join token carries of the CA that signs now.</param>
/// <param name="Fingerprints">Of all <paramref name="Authorities"/>, in their order, with commas in between.</param>
/// <param name="ValidUntil">When the CA that signs now ends.</param>
internal sealed record NodeSigning(
    Func<string, string?> KeyHashOf,
    Func<string, NodeId, string> Issue,
    Func<string> Authorities,
    Func<string> Fingerprint,
    Func<string> Fingerprints,
    Func<DateTimeOffset> ValidUntil);
