using System.Collections.Immutable;
using Gantry.Model.Ids;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.State.Tables;

/// <summary>What is on one node, and what it holds there.</summary>
internal sealed record NodeTasks(ImmutableSortedDictionary<RandomId, ServiceTask> Tasks, Reservation Held, int Holding)
{
    public static readonly NodeTasks None = new(ImmutableSortedDictionary<RandomId, ServiceTask>.Empty, Reservation.None, 0);

    public NodeTasks With(ServiceTask task) =>
        new(Tasks.SetItem(task.Id.Value, task), Sum(task, 1), Holding + (task.HoldsResources ? 1 : 0));

    public NodeTasks Without(ServiceTask task) =>
        new(Tasks.Remove(task.Id.Value), Sum(task, -1), Holding - (task.HoldsResources ? 1 : 0));

    private Reservation Sum(ServiceTask task, int sign) => !task.HoldsResources
        ? Held
        : new Reservation(
            Held.CpuNanos + (sign * task.Reservation.CpuNanos),
            Held.MemoryBytes + (sign * task.Reservation.MemoryBytes),
            Held.Pids + (sign * task.Reservation.Pids));
}
