using Gantry.Manager.Schedule.Filters;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule;

/// <summary>Why a node does not take a task.</summary>
/// <param name="Reason">With the numbers, for example <c>memory: needs 512 MiB, 300 MiB of 2 GiB free</c>.</param>
/// <param name="Change">What would satisfy this filter, for example <c>reserve at most 300 MiB of memory</c>.</param>
internal sealed record NodeRefusal(NodeId NodeId, string Node, NodeFilter Filter, string Reason, string Change)
{
    public override string ToString() => $"{Node}: {Reason}";
}
