using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>
/// Moves the task of one slot off a drained node. Its successor serves on another node first, or is made ready there where the two
/// must not run beside each other (<see cref="Overlap"/>); where no place can be had, or the successor fails, it stops all the
/// same, but never more of a service at a time than may be out of service.
/// </summary>
internal static class DrainStep
{
    /// <returns>True when the slot has changed.</returns>
    public static bool Apply(ReconcileContext context, Service service, SlotView slot, Lazy<ServiceMinimum> minimum)
    {
        // A global service leaves with its node: which nodes those are is decided by where it belongs.
        if (service.Spec.Mode == ServiceMode.Global)
            return false;

        var isChanged = false;
        foreach (var task in slot.Tasks.Where(t => t.IsLive).ToList())
        {
            if (IsOnDrained(context, task) ? !Leave(context, service, slot, task, minimum) : !StandDown(context, service, slot, task))
                continue;
            isChanged = true;
            slot = slot.In(context.Tx.State, service.Id);
        }

        return isChanged;
    }

    private static bool Leave(ReconcileContext context, Service service, SlotView slot, ServiceTask task, Lazy<ServiceMinimum> minimum)
    {
        var successor = slot.Tasks.FirstOrDefault(t => t.Id != task.Id && t.IsLive && !IsOnDrained(context, t));
        var hasFailed = slot.Tasks.Any(t => t.HasEnded && t.CreatedAt > task.CreatedAt);
        var mayWait = task.State == TaskState.Running && task.Revision == service.Revision && !hasFailed;
        if (mayWait && successor is not null && IsOnItsWay(service, successor))
            return false;
        if (mayWait && successor is null)
            context.MakeTask(service, slot, DesiredState.Ready, restart: null);
        else if (minimum.Value.LetsStop(task))
            context.Want(task, DesiredState.Shutdown);
        else
            return false;
        return true;
    }

    /// <summary>It is not so far yet, and no place has been denied to it.</summary>
    private static bool IsOnItsWay(Service service, ServiceTask successor) =>
        !Overlap.IsReady(service, successor) && (successor.NodeId is not null || successor.Observed.Message == TaskReason.NoNodeYet);

    /// <summary>The node takes tasks again, or the task need not move, before the successor was needed.</summary>
    private static bool StandDown(ReconcileContext context, Service service, SlotView slot, ServiceTask task)
    {
        var others = task.Desired == DesiredState.Ready ? slot.Tasks.Where(t => t.Id != task.Id)
            : Overlap.IsSafe(service) ? slot.Tasks.TakeWhile(t => t.Id != task.Id)
            : [];
        var isSpare = others.Any(t => t is { IsLive: true, Desired: DesiredState.Running, Move: null } && t.Revision == task.Revision && !IsOnDrained(context, t));
        if (isSpare)
            context.Want(task, DesiredState.Shutdown);
        return isSpare;
    }

    public static bool IsOnDrained(ReconcileContext context, ServiceTask task) =>
        task.NodeId is { } id && context.Tx.State.Find(id) is { Availability: NodeAvailability.Drain };
}
