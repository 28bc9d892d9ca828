using System.Diagnostics;
using Gantry.Model.Ids;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.State.Tables;

/// <summary>
/// What is on one node, and what it holds there. A node has hundreds of tasks at most: they lie in an array without order, a
/// change finds the older state of its task by reference, and a reader puts them in order.
/// </summary>
internal sealed class NodeTasks : TrieLeaf
{
    private const int Spare = 8;

    private readonly Edit _owner;
    private ServiceTask[] _tasks;
    private int _count;
    private long _cpuNanos;
    private long _memoryBytes;
    private long _pids;

    private NodeTasks(RandomId id, Edit owner, ServiceTask[] tasks)
        : base(id)
    {
        _owner = owner;
        _tasks = tasks;
    }

    public bool IsEmpty => _count == 0;

    public int Holding { get; private set; }

    public Reservation Held => new(_cpuNanos, _memoryBytes, _pids);

    public static NodeTasks None(RandomId node, Edit edit) => new(node, edit, new ServiceTask[Spare]);

    /// <summary>In the order of ids.</summary>
    public IEnumerable<ServiceTask> All() => _tasks.Take(_count).OrderBy(t => t.Id);

    public NodeTasks With(ServiceTask task, Edit edit)
    {
        var changed = OwnedBy(edit);
        if (changed._count == changed._tasks.Length)
            Array.Resize(ref changed._tasks, changed._count + Spare + (changed._count / 4));
        changed._tasks[changed._count++] = task;
        changed.Count(task, 1);
        return changed;
    }

    public NodeTasks Without(ServiceTask task, Edit edit)
    {
        var changed = OwnedBy(edit);
        changed._tasks[changed.PositionOf(task)] = changed._tasks[--changed._count];
        Array.Clear(changed._tasks, changed._count, 1);
        changed.Count(task, -1);
        return changed;
    }

    /// <summary>As without the one and with the other, but in one step: most changes leave a task where it is.</summary>
    public NodeTasks Replaced(ServiceTask old, ServiceTask task, Edit edit)
    {
        var changed = OwnedBy(edit);
        changed._tasks[changed.PositionOf(old)] = task;
        changed.Count(old, -1);
        changed.Count(task, 1);
        return changed;
    }

    private NodeTasks OwnedBy(Edit edit)
    {
        if (_owner == edit)
            return this;

        var tasks = new ServiceTask[_count + Spare];
        _tasks.AsSpan(0, _count).CopyTo(tasks);
        return new NodeTasks(Id, edit, tasks) { _count = _count, _cpuNanos = _cpuNanos, _memoryBytes = _memoryBytes, _pids = _pids, Holding = Holding };
    }

    private int PositionOf(ServiceTask task)
    {
        for (var i = 0; i < _count; i++)
        {
            if (ReferenceEquals(_tasks[i], task))
                return i;
        }

        throw new UnreachableException($"Task {task.Id} is not among those of its node.");
    }

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
