using Gantry.Model.Nodes;

namespace Gantry.Manager.Dispatch;

/// <summary>A node is seen in another state from now on.</summary>
/// <param name="IsHeldBack">It is silent with most others: nothing is concluded from that.</param>
internal sealed record NodeTurn(NodeId Node, NodeState To, bool IsHeldBack = false);
