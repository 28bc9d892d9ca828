using Gantry.Model.Nodes;

namespace Gantry.Model.Wire;

/// <summary>What a worker saw of its tasks: the newest per task, sent again until it is acknowledged.</summary>
/// <param name="Term">The leader's term that the worker last heard.</param>
public sealed record StatusReport(NodeId NodeId, long Term, IReadOnlyList<TaskReport> Tasks)
{
    /// <summary>Volumes that were asked to be removed and are gone from the node.</summary>
    public IReadOnlyList<string> RemovedVolumes { get; init => field = value ?? []; } = [];
}
