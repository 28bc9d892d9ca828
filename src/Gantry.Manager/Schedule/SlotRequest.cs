using Gantry.Model.Nodes;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>One task that wants a node.</summary>
/// <param name="Slot">1-based replica number; 0 for a global service.</param>
internal sealed record SlotRequest(TaskId Task, int Slot)
{
    /// <summary>Taken when it fits and has not failed this revision too often; served before slots without one.</summary>
    public NodeId? Preferred { get; init; }

    /// <summary>The only node that will do: a global service's task.</summary>
    public NodeId? Only { get; init; }

    /// <summary>Tasks that will have ended before this one starts: on their nodes, all that they hold counts as free for it.</summary>
    public IReadOnlyList<HeldTask> Replaces { get; init; } = [];
}
