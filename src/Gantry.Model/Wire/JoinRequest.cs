using Gantry.Model.Nodes;

namespace Gantry.Model.Wire;

/// <summary>A machine asks to become a node. Who it is afterwards is for the token and the server to say, not for the request.</summary>
/// <param name="TokenId">Which token; its <paramref name="Secret"/> proves it.</param>
/// <param name="SigningRequest">PKCS#10 in PEM. Of it the public key is taken, and nothing else.</param>
/// <param name="Hostname">What the node would like to be called.</param>
public sealed record JoinRequest(JoinTokenId TokenId, string Secret, NodeRole Role, string SigningRequest, string Hostname, string Address);
