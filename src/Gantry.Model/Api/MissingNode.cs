using Gantry.Model.Nodes;

namespace Gantry.Model.Api;

/// <summary>A node that does not show a certificate of the new CA yet.</summary>
public sealed record MissingNode(NodeId Id, string Name, NodeState State);
