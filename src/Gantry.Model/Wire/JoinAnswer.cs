using Gantry.Model.Nodes;

namespace Gantry.Model.Wire;

/// <summary>What a node needs to come back by itself.</summary>
/// <param name="Certificate">The node's, PEM.</param>
/// <param name="Authorities">PEM of every CA that managers of this cluster may be signed by now, the one that signs first.</param>
/// <param name="Managers">Where managers can be reached, <c>https://host:port</c>.</param>
public sealed record JoinAnswer(
    NodeId NodeId, string NodeName, string ClusterId, string Certificate, string Authorities, IReadOnlyList<string> Managers)
{
    /// <summary>When the certificate was made, by the manager's clock: it is valid from earlier on. Null, from a manager that does not say: from then.</summary>
    public DateTimeOffset? IssuedAt { get; init; }
}
