using Gantry.Model.Tasks;

namespace Gantry.Model.Api;

/// <summary>What a node that is drained has not left behind yet: a task on it, or the slot of one that left and has no other place.</summary>
/// <param name="IsGone">It has left the node, and waits for a place elsewhere.</param>
/// <param name="HasNoPlace">No node takes it, or its successor.</param>
/// <param name="Why">One sentence for people: what it waits for.</param>
public sealed record LeavingTask(TaskId Id, string Task, string State, bool IsGone, bool HasNoPlace, string Why);
