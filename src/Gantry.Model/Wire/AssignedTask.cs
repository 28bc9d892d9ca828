using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Model.Wire;

/// <summary>A task as its worker sees it: what to run, and how far to take it.</summary>
/// <param name="SpecHash">Goes on the container as a label.</param>
/// <param name="Observed">The newest state that the manager has stored: a task that ran is never given a second container.</param>
/// <param name="Image">What to run: pinned digest, or the spec's image while nothing is pinned.</param>
public sealed record AssignedTask(
    TaskId Id,
    string Stack,
    string Service,
    ServiceId ServiceId,
    int Slot,
    int Revision,
    string SpecHash,
    string Image,
    ContainerSpec Container,
    DesiredState Desired,
    TaskState Observed)
{
    /// <summary>How long after the last word of a manager the worker stops it by itself; null: never.</summary>
    public TimeSpan? StopAfter { get; init; }

    /// <summary>12 letters of the id: enough to be unique on a node, short enough for people.</summary>
    private const int IdLettersInNames = 12;

    /// <summary>The container's name on the engine: the same whenever it is asked, so that a second one cannot be made.</summary>
    public string ContainerName => Slot > 0
        ? $"{Stack}-{Service}.{Slot}.{Id.ToString()[..IdLettersInNames]}"
        : $"{Stack}-{Service}.{Id.ToString()[..IdLettersInNames]}";
}
