using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Events;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Control;

/// <summary>What a person decides about a node: whether it takes tasks, and its labels.</summary>
internal sealed class UpdateNode(StateStore store, TimeProvider time)
{
    private const int MostLabels = 100;
    private const int LongestLabel = 256;

    /// <param name="dryRun">Only says how the node would be.</param>
    public ValueTask<ObjectOutcome<Node>> RunAsync(NodeId id, NodeUpdateRequest request, NodeCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        store.UpdateAsync(tx => Apply(tx, id, request, condition, actor, time.GetUtcNow()), dryRun, ct);

    internal static ObjectOutcome<Node> Apply(Transaction tx, NodeId id, NodeUpdateRequest request, NodeCondition condition, string actor, DateTimeOffset now)
    {
        if (tx.State.Find(id) is not { } node)
            return new ObjectOutcome<Node>.NotFound($"There is no node '{id}' any more. 'gantry node ls' lists them.");
        if (condition.Refuse(node) is { } stale)
            return new ObjectOutcome<Node>.Stale(stale);
        if (request.Availability is NodeAvailability.Unrecognized)
            return new ObjectOutcome<Node>.Refused("The availability of a node is active, pause or drain.");

        var labels = Labels(node, request);
        if (labels.Count > MostLabels || labels.Any(l => l.Key.Length is 0 or > LongestLabel || l.Value.Length > LongestLabel))
            return new ObjectOutcome<Node>.Refused($"A node has at most {MostLabels} labels, each name and value at most {LongestLabel} letters, and no name is empty.");

        var next = node with { Availability = request.Availability ?? node.Availability };
        if (!labels.SequenceEqual(node.Labels.OrderBy(l => l.Key, StringComparer.Ordinal)))
            next = next with { Labels = labels };
        if (next == node)
            return new ObjectOutcome<Node>.Done(node);

        tx.Put(next);
        var text = next.Availability == node.Availability
            ? $"{actor} changed the labels of node {node.Name}."
            : $"{actor} set node {node.Name} to {next.Availability.ToString().ToLowerInvariant()}.";
        tx.AddEvent(new ClusterEvent(now, EventType.NodeUpdated, text) { NodeId = id, Actor = actor });
        return new ObjectOutcome<Node>.Done(next);
    }

    private static SortedDictionary<string, string> Labels(Node node, NodeUpdateRequest request)
    {
        var labels = new SortedDictionary<string, string>(node.Labels.ToDictionary(), StringComparer.Ordinal);
        foreach (var name in request.LabelRemove ?? [])
            labels.Remove(name);
        foreach (var (name, value) in request.LabelAdd ?? new Dictionary<string, string>())
            labels[name] = value;
        return labels;
    }
}
