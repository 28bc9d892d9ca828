using Gantry.Model.Nodes;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>What the tasks of one node hold. A task that was placed to replace another counts only for what it needs beyond it.</summary>
internal sealed class Holdings(NodeId node, Amount held)
{
    // What a task that leaves has given up already to those that were placed in its stead: the node gives it only once.
    private List<(TaskId Leaving, Amount Given)>? _given;

    public Amount Held { get; private set; } = held;

    /// <summary>What ends with <paramref name="replaced"/>. Tasks of other nodes count for nothing.</summary>
    public Amount CreditOf(IReadOnlyList<HeldTask> replaced)
    {
        var credit = default(Amount);
        for (var i = 0; i < replaced.Count; i++)
            credit += CreditOf(replaced[i]);
        return credit;
    }

    /// <returns>By how much the node holds more.</returns>
    public Amount Add(Amount need, IReadOnlyList<HeldTask> replaced)
    {
        var beyond = need;
        for (var i = 0; i < replaced.Count; i++)
        {
            var shared = Amount.Min(beyond, CreditOf(replaced[i])).AtLeastZero();
            if (shared == default)
                continue;
            (_given ??= []).Add((replaced[i].Id, shared));
            beyond -= shared;
        }

        Held += beyond;
        return beyond;
    }

    private Amount CreditOf(HeldTask task)
    {
        if (task.Node != node)
            return default;

        var credit = Amount.Of(task.Reservation, task.DiskBytes);
        foreach (var (leaving, given) in _given ?? [])
        {
            if (leaving == task.Id)
                credit -= given;
        }

        return credit.AtLeastZero();
    }
}
