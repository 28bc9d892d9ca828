using Gantry.Model.Nodes;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>What the tasks of one node hold. A task that waits for another to stop counts only for what it needs beyond it.</summary>
internal sealed class Holdings(NodeId node, Amount held, IReadOnlyList<SharedSeat> sharedSeats)
{
    private readonly List<SharedSeat> _sharedSeats = [.. sharedSeats];

    public Amount Held { get; private set; } = held;

    public IReadOnlyList<SharedSeat> SharedSeats => _sharedSeats;

    /// <summary>What ends with <paramref name="replaced"/>. Tasks of other nodes count for nothing.</summary>
    public Amount CreditOf(IReadOnlyList<HeldTask> replaced)
    {
        var credit = default(Amount);
        for (var i = 0; i < replaced.Count; i++)
            credit += CreditOf(replaced, i);
        return credit;
    }

    /// <returns>By how much the node holds more.</returns>
    public Amount Add(TaskId task, Amount need, IReadOnlyList<HeldTask> replaced)
    {
        var beyond = need;
        var sharedBefore = _sharedSeats.Count;
        for (var i = 0; i < replaced.Count; i++)
        {
            var shared = Amount.Min(beyond, CreditOf(replaced, i, sharedBefore)).AtLeastZero();
            if (shared == default)
                continue;
            _sharedSeats.Add(new SharedSeat(replaced[i].Id, task, shared));
            beyond -= shared;
        }

        Held += beyond;
        return beyond;
    }

    public void Release(HeldTask task)
    {
        Held -= Amount.Of(task.Reservation, task.DiskBytes);
        for (var i = _sharedSeats.Count - 1; i >= 0; i--)
        {
            var seat = _sharedSeats[i];
            if (seat.Leaving != task.Id && seat.Waiting != task.Id)
                continue;

            // The other one holds it alone from now on.
            Held += seat.Shared;
            _sharedSeats.RemoveAt(i);
        }
    }

    private Amount CreditOf(IReadOnlyList<HeldTask> replaced, int index, int? seats = null)
    {
        var task = replaced[index];
        if (task.Node != node)
            return default;

        var credit = Amount.Of(task.Reservation, task.DiskBytes);
        for (var i = 0; i < (seats ?? _sharedSeats.Count); i++)
        {
            // What it shares with a task that stays is not free. What two share that both go
            // is free once: it counts with the one that runs, since the other ends at once.
            var seat = _sharedSeats[i];
            if (seat.Waiting == task.Id || (seat.Leaving == task.Id && !replaced.Any(other => other.Id == seat.Waiting)))
                credit -= seat.Shared;
        }

        return credit.AtLeastZero();
    }
}
