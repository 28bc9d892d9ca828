using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule;

/// <summary>Which nodes a global service belongs on.</summary>
/// <param name="Nodes">Sorted by name.</param>
/// <param name="Refusals">Every filter that refuses, of all other nodes, sorted by name.</param>
internal sealed record EligibleNodes(IReadOnlyList<NodeId> Nodes, IReadOnlyList<NodeRefusal> Refusals);
