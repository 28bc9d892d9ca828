using Gantry.Model.Nodes;

namespace Gantry.Manager.Control;

/// <summary>What admitting a node needs of the cluster's authority.</summary>
/// <param name="KeyHashOf">Of a signing request in PEM: how its key is known. Null: it is none, or its signature is not of its key.</param>
/// <param name="Issue">A certificate in PEM for the key of a signing request.</param>
/// <param name="Authorities">PEM of every CA that managers may be signed by.</param>
/// <param name="Fingerprint">What a join token carries of the CA.</param>
internal sealed record NodeSigning(Func<string, string?> KeyHashOf, Func<string, NodeId, string> Issue, Func<string> Authorities, Func<string> Fingerprint);
