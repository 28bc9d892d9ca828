using System.Collections.Immutable;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.State.Tables;

/// <summary>Tasks by service and by node, with what they hold on each node.</summary>
internal sealed class TaskIndex
{
    public static readonly TaskIndex Empty = new(new Edit(), default, default, []);

    private readonly Edit _owner;
    private IdTrie<ServiceTasks> _services;
    private IdTrie<NodeTasks> _nodes;
    private ImmutableSortedSet<ServiceName> _waiting;

    // While the edit lasts: in a set that is immutable each change copies its way to the root.
    private ImmutableSortedSet<ServiceName>.Builder? _waitingNow;

    private TaskIndex(Edit owner, IdTrie<ServiceTasks> services, IdTrie<NodeTasks> nodes, ImmutableSortedSet<ServiceName> waiting)
    {
        _owner = owner;
        _services = services;
        _nodes = nodes;
        _waiting = waiting;
    }

    /// <summary>Services of which a task wants a node, by stack and name.</summary>
    public IEnumerable<ServiceId> Waiting => _waiting.Select(s => s.Id);

    public IEnumerable<ServiceTask> Of(ServiceId id) => _services.Find(id.Value)?.All() ?? [];

    public IEnumerable<ServiceTask> On(NodeId id) => _nodes.Find(id.Value)?.All() ?? [];

    /// <summary>Another object once any task of the service has changed.</summary>
    public object? MarkOf(ServiceId id) => _services.Find(id.Value);

    /// <summary>Another object once any task on the node has changed.</summary>
    public object? MarkOn(NodeId id) => _nodes.Find(id.Value);

    public Reservation HeldOn(NodeId id) => _nodes.Find(id.Value)?.Held ?? Reservation.None;

    public int HoldingOn(NodeId id) => _nodes.Find(id.Value)?.Holding ?? 0;

    /// <param name="old">What the index has of it; null when it is new.</param>
    /// <param name="task">Null when it was removed.</param>
    public TaskIndex With(ServiceTask? old, ServiceTask? task, Edit edit)
    {
        var index = _owner == edit ? this : new TaskIndex(edit, _services, _nodes, _waiting);
        index.ChangeService(old, task, edit);
        index.ChangeNode(old, task, edit);
        return index;
    }

    /// <summary>The edit is over: what comes later is written to another index.</summary>
    public void Freeze()
    {
        if (_waitingNow is null)
            return;
        _waiting = _waitingNow.ToImmutable();
        _waitingNow = null;
    }

    private void ChangeWaiting(ServiceName service, bool isWaiting)
    {
        _waitingNow ??= _waiting.ToBuilder();
        if (isWaiting)
            _waitingNow.Add(service);
        else
            _waitingNow.Remove(service);
    }

    private void ChangeService(ServiceTask? old, ServiceTask? task, Edit edit)
    {
        var staysInPlace = task is not null && old?.ServiceId == task.ServiceId && old.Slot == task.Slot && old.CreatedAt == task.CreatedAt;
        if (old is not null && !staysInPlace)
            ChangeServiceOf(old, isThere: false, edit);
        if (task is not null)
            ChangeServiceOf(task, isThere: true, edit);
    }

    private void ChangeServiceOf(ServiceTask task, bool isThere, Edit edit)
    {
        var known = _services.Find(task.ServiceId.Value);
        var hadWaiting = known is { Waiting: > 0 };
        var tasks = known ?? ServiceTasks.None(ServiceName.Of(task), edit);
        tasks = isThere ? tasks.With(task, edit) : tasks.Without(task, edit);

        // What this edit made is changed in place, and is in the index already.
        if (tasks.IsEmpty || !ReferenceEquals(tasks, known))
            Set(tasks, edit);
        if (tasks.Waiting > 0 != hadWaiting)
            ChangeWaiting(tasks.Name, isWaiting: !hadWaiting);
    }

    private void ChangeNode(ServiceTask? old, ServiceTask? task, Edit edit)
    {
        var (from, to) = (old?.NodeId, task?.NodeId);
        if (old is not null && from is { } left && from != to)
            Set(TasksOn(left.Value, edit).Without(old, edit), edit);
        if (task is null || to is not { } on)
            return;

        var known = _nodes.Find(on.Value);
        var held = known ?? NodeTasks.None(on.Value, edit);
        var tasks = old is not null && from == to ? held.Replaced(old, task, edit) : held.With(task, edit);
        if (!ReferenceEquals(tasks, known))
            Set(tasks, edit);
    }

    private NodeTasks TasksOn(RandomId node, Edit edit) => _nodes.Find(node) ?? NodeTasks.None(node, edit);

    private void Set(ServiceTasks tasks, Edit edit) =>
        _services = tasks.IsEmpty ? _services.Without(tasks.Id, edit) : _services.With(tasks, edit);

    private void Set(NodeTasks tasks, Edit edit) =>
        _nodes = tasks.IsEmpty ? _nodes.Without(tasks.Id, edit) : _nodes.With(tasks, edit);
}
