using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>
/// Two tasks of a node that never run at once: one waits until the other has stopped.
/// <paramref name="Shared"/> is what both hold; the node gives it only once.
/// </summary>
internal readonly record struct SharedSeat(TaskId Leaving, TaskId Waiting, Amount Shared);
