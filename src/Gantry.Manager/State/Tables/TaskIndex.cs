using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.State.Tables;

/// <summary>Tasks by service and by node, with what they hold on each node.</summary>
internal sealed class TaskIndex
{
    public static readonly TaskIndex Empty = new(new Edit(), default, default);

    private readonly Edit _owner;
    private IdTrie<ServiceTasks> _services;
    private IdTrie<NodeTasks> _nodes;

    private TaskIndex(Edit owner, IdTrie<ServiceTasks> services, IdTrie<NodeTasks> nodes)
    {
        _owner = owner;
        _services = services;
        _nodes = nodes;
    }

    public IEnumerable<ServiceTask> Of(ServiceId id) => _services.Find(id.Value)?.All() ?? [];

    public IEnumerable<ServiceTask> On(NodeId id) => _nodes.Find(id.Value)?.All() ?? [];

    public Reservation HeldOn(NodeId id) => _nodes.Find(id.Value)?.Held ?? Reservation.None;

    public int HoldingOn(NodeId id) => _nodes.Find(id.Value)?.Holding ?? 0;

    /// <param name="row">What the table holds of it now; null when it was removed.</param>
    public TaskIndex With(ServiceTask? old, Row<ServiceTask>? row, Edit edit)
    {
        var index = _owner == edit ? this : new TaskIndex(edit, _services, _nodes);
        index.ChangeService(old, row?.Value, edit);
        index.ChangeNode(old, row, edit);
        return index;
    }

    private void ChangeService(ServiceTask? old, ServiceTask? task, Edit edit)
    {
        var staysInPlace = task is not null && old?.ServiceId == task.ServiceId && old.Slot == task.Slot && old.CreatedAt == task.CreatedAt;
        if (old is not null && !staysInPlace)
            Set(TasksOf(old.ServiceId.Value, edit).Without(old, edit), edit);
        if (task is null)
            return;

        // What this edit made is changed in place, and is in the index already.
        var known = _services.Find(task.ServiceId.Value);
        var tasks = (known ?? ServiceTasks.None(task.ServiceId.Value, edit)).With(task, edit);
        if (!ReferenceEquals(tasks, known))
            Set(tasks, edit);
    }

    private void ChangeNode(ServiceTask? old, Row<ServiceTask>? row, Edit edit)
    {
        var (from, to) = (old?.NodeId, row?.Value.NodeId);
        if (old is not null && from is { } left && from != to)
            Set(TasksOn(left.Value, edit).Without(old, edit), edit);
        if (row is null || to is not { } on)
            return;

        var known = _nodes.Find(on.Value);
        var held = known ?? NodeTasks.None(on.Value, edit);
        var tasks = old is not null && from == to ? held.Replaced(old, row, edit) : held.With(row, edit);
        if (!ReferenceEquals(tasks, known))
            Set(tasks, edit);
    }

    private ServiceTasks TasksOf(RandomId service, Edit edit) => _services.Find(service) ?? ServiceTasks.None(service, edit);

    private NodeTasks TasksOn(RandomId node, Edit edit) => _nodes.Find(node) ?? NodeTasks.None(node, edit);

    private void Set(ServiceTasks tasks, Edit edit) =>
        _services = tasks.IsEmpty ? _services.Without(tasks.Id, edit) : _services.With(tasks, edit);

    private void Set(NodeTasks tasks, Edit edit) =>
        _nodes = tasks.IsEmpty ? _nodes.Without(tasks.Id, edit) : _nodes.With(tasks, edit);
}
