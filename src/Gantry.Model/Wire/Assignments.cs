using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Model.Wire;

/// <summary>
/// What one worker should run. The first message of a session is the full set; later ones carry what changed:
/// tasks that are new or different, ids of those gone, and networks, volumes and routes whole when any of them changed.
/// </summary>
/// <param name="Term">The leader's term; a lower one than seen before is refused.</param>
/// <param name="Version">Counts messages of a session from 1; a gap makes the worker ask for the full set.</param>
/// <param name="IsFull">True: what is not named here is not wanted.</param>
public sealed record Assignments(long Term, long Version, bool IsFull, IReadOnlyList<AssignedTask> Tasks, IReadOnlyList<TaskId> Gone)
{
    /// <summary>Null: unchanged.</summary>
    public IReadOnlyList<AssignedNetwork>? Networks { get; init; }

    /// <summary>Null: unchanged.</summary>
    public IReadOnlyList<AssignedRoute>? Routes { get; init; }

    /// <summary>Volumes that must exist before their tasks. Null: unchanged.</summary>
    public IReadOnlyList<VolumeSpec>? Volumes { get; init; }

    /// <summary>Names of volumes to remove from this node. Null: unchanged.</summary>
    public IReadOnlyList<string>? VolumesToRemove { get; init; }

    /// <summary>Images that services still name, kept by image collection. Null: unchanged.</summary>
    public IReadOnlyList<string>? ImagesToKeep { get; init; }
}
