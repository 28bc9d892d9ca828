using Gantry.Model.Api;
using Gantry.Model.Events;

namespace Gantry.Client;

/// <summary>Names of the nodes and tasks that events tell of: events have their ids alone.</summary>
internal sealed class EventNames(ApiClient api)
{
    private Dictionary<string, string>? _nodes;
    private Dictionary<string, string> _tasks = [];

    /// <summary>Asks the server when one of the nodes is new.</summary>
    public async Task LearnAsync(IReadOnlyList<EventItem> events, CancellationToken ct)
    {
        if (_nodes is not null && events.All(e => e.Event.NodeId is not { } node || _nodes.ContainsKey(node.ToString())))
            return;

        var nodes = await api.GetAsync(ApiPath.Of("nodes"), ApiJson.Default.ListedNodeItem, ct);
        var tasks = await api.GetAsync(ApiPath.With(ApiPath.Of("tasks"), ("all", "true")), ApiJson.Default.ListedTaskItem, ct);
        _nodes = nodes.Items.ToDictionary(n => n.Id.ToString(), n => n.Name);
        _tasks = tasks.Items.ToDictionary(t => t.Id.ToString(), t => t.Name);
        foreach (var gone in events.Select(e => e.Event.NodeId?.ToString()).OfType<string>())
            _nodes.TryAdd(gone, "");
    }

    public IEnumerable<string> OfNode(ClusterEvent told) =>
        told.NodeId is { } id && _nodes?.GetValueOrDefault(id.ToString()) is { Length: > 0 } name ? [name] : [];

    /// <returns>Also what the event itself calls the task: it outlives the server's record of it.</returns>
    public IEnumerable<string> OfTask(ClusterEvent told)
    {
        if (told.TaskId is not { } id)
            return [];
        var words = told.Message.Split(": ", 2);
        IEnumerable<string> own = told.Type.StartsWith("task.", StringComparison.Ordinal) && words.Length == 2 ? [words[0]] : [];
        return _tasks.GetValueOrDefault(id.ToString()) is { } name ? own.Append(name) : own;
    }
}
