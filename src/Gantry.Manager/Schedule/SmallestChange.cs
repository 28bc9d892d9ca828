using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule;

/// <summary>The least that must be done so that the task fits on some node.</summary>
/// <param name="Text">For example <c>reserve at most 300 MiB of memory, then it fits on n1</c>.</param>
internal sealed record SmallestChange(NodeId NodeId, string Node, string Text);
