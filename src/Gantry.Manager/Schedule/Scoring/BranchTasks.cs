namespace Gantry.Manager.Schedule.Scoring;

/// <summary>How many tasks of the service the node's branch has.</summary>
/// <param name="Property">For example <c>node.labels.zone</c>.</param>
/// <param name="Value">Empty when the node does not have it.</param>
internal sealed record BranchTasks(string Property, string Value, int Tasks);
