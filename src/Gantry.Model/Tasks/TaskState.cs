using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Tasks;

/// <summary>
/// How far a task has come. States only move forward; a task that stops is never started again,
/// a new task takes its slot (source: swarmkit design/task_model.md).
/// </summary>
[JsonConverter(typeof(TolerantEnumConverter<TaskState>))]
public enum TaskState
{
    Unrecognized = -1,

    /// <summary>Written by the manager, not looked at by the scheduler yet.</summary>
    New,

    /// <summary>Wants a node; the message says what it waits for.</summary>
    Pending,

    /// <summary>Has a node; the worker has not seen it yet.</summary>
    Assigned,

    Accepted,

    /// <summary>The worker pulls the image and creates the container.</summary>
    Preparing,

    /// <summary>Image here, container created, not started: where a replacement waits for its predecessor to stop.</summary>
    Ready,

    Starting,

    /// <summary>The process started. In service is more: see <see cref="ServiceTask.IsInService"/>.</summary>
    Running,

    /// <summary>Ended by itself with exit code 0.</summary>
    Complete,

    /// <summary>Ended since it was asked to.</summary>
    Shutdown,

    /// <summary>Ended with another exit code, or could not be prepared or started.</summary>
    Failed,

    /// <summary>The worker refuses to run it: its spec can never work on this node.</summary>
    Rejected,

    /// <summary>Its node is gone for good; nobody knows how it ended.</summary>
    Orphaned,
}
