using System.Collections.Concurrent;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Manager.State;

/// <summary>
/// How busy nodes and their tasks are, as each said last. In memory alone: it is told every few seconds, and a manager that was
/// just started shows what the store has until then.
/// </summary>
internal sealed class NodeUsages
{
    private readonly ConcurrentDictionary<NodeId, NodeReport> _told = new();

    public void Put(NodeReport report) => _told[report.NodeId] = report;

    /// <returns>What the node said last, else what the store has.</returns>
    public NodeUsage Of(Node node) => _told.TryGetValue(node.Id, out var told) ? told.Usage : node.Usage;

    public IReadOnlyList<TaskLoad> TasksOn(NodeId node) => _told.TryGetValue(node, out var told) ? told.Tasks : [];
}
