using Gantry.Model.Nodes;

namespace Gantry.Model.Tasks;

/// <summary>That a running task is to go to a better node: its successor is made ready there, then it stops.</summary>
/// <param name="Since">On the manager's clock.</param>
public sealed record TaskMove(NodeId To, DateTimeOffset Since);
