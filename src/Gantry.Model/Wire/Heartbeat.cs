using Gantry.Model.Nodes;

namespace Gantry.Model.Wire;

/// <param name="EngineProblem">Why the engine does not answer; null while it does.</param>
public sealed record Heartbeat(NodeId NodeId, NodeFacts Facts, NodeUsage Usage, string? EngineProblem);
