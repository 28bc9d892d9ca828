using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Dispatch;

/// <summary>
/// Which of the engine's warnings are told for the first time: each once a node and revision of a service, as 60 replicas with
/// one limit are no 60 pieces of news. Of one batch of reports.
/// </summary>
/// <param name="before">As it was before the batch.</param>
internal sealed class NewWarnings(Snapshot before)
{
    private readonly HashSet<(ServiceId Service, int Revision, NodeId Node, string Words)> _told = [];

    public IEnumerable<string> Of(ServiceTask task) => task.NodeId is { } node
        ? task.Observed.EngineWarnings.Where(words => _told.Add((task.ServiceId, task.Revision, node, words)) && !IsKnown(task, node, words))
        : [];

    private bool IsKnown(ServiceTask task, NodeId node, string words) => before.TasksOn(node).Any(other =>
        other.ServiceId == task.ServiceId && other.Revision == task.Revision && other.Observed.EngineWarnings.Contains(words));
}
