using Gantry.Model.Ids;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.State.Tables;

/// <summary>What is on one node, by id, and what it holds there.</summary>
internal sealed class NodeTasks : TrieLeaf
{
    private readonly Edit _owner;
    private IdTrie<Row<ServiceTask>> _tasks;
    private long _cpuNanos;
    private long _memoryBytes;
    private long _pids;

    private NodeTasks(RandomId id, Edit owner)
        : base(id) => _owner = owner;

    public bool IsEmpty => _tasks.IsEmpty;

    public int Holding { get; private set; }

    public Reservation Held => new(_cpuNanos, _memoryBytes, _pids);

    public static NodeTasks None(RandomId node, Edit edit) => new(node, edit);

    public IEnumerable<ServiceTask> All() => _tasks.Leaves().Select(r => r.Value);

    public NodeTasks With(Row<ServiceTask> row, Edit edit)
    {
        var changed = OwnedBy(edit);
        changed._tasks = _tasks.With(row, edit);
        changed.Count(row.Value, 1);
        return changed;
    }

    public NodeTasks Without(ServiceTask task, Edit edit)
    {
        var changed = OwnedBy(edit);
        changed._tasks = _tasks.Without(task.Id.Value, edit);
        changed.Count(task, -1);
        return changed;
    }

    /// <summary>As without the one and with the other, but in one step: most changes leave a task where it is.</summary>
    public NodeTasks Replaced(ServiceTask old, Row<ServiceTask> row, Edit edit)
    {
        var changed = With(row, edit);
        changed.Count(old, -1);
        return changed;
    }

    private NodeTasks OwnedBy(Edit edit) => _owner == edit
        ? this
        : new NodeTasks(Id, edit) { _tasks = _tasks, _cpuNanos = _cpuNanos, _memoryBytes = _memoryBytes, _pids = _pids, Holding = Holding };

    private void Count(ServiceTask task, int sign)
    {
        if (!task.HoldsResources)
            return;

        Holding += sign;
        _cpuNanos += sign * task.Reservation.CpuNanos;
        _memoryBytes += sign * task.Reservation.MemoryBytes;
        _pids += sign * task.Reservation.Pids;
    }
}
