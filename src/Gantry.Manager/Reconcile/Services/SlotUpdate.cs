using Gantry.Model.Events;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>
/// Replaces the tasks of an earlier revision slot by slot: make the new one ready, stop the old one, start the new one, wait
/// until it is in service. What waits for another service waits beside the old one, which goes on serving. The first slot that
/// fails stops it; what is left of the earlier revision keeps running.
/// </summary>
internal static class SlotUpdate
{
    /// <param name="mayStart">Whether the service has what it needs to start.</param>
    public static void Apply(ReconcileContext context, Service service, IReadOnlyList<SlotView> slots, bool mayStart)
    {
        var isUnderWay = slots.Any(s => s.Old(service.Revision) is not null);
        if (!isUnderWay || service.IsHalted)
            return;

        if (Failure(service, slots) is { } failed)
        {
            Halt(context, service, failed);
            return;
        }

        foreach (var slot in slots)
        {
            var next = slot.Current(service.Revision);
            if (slot.Old(service.Revision) is { } old)
            {
                Move(context, service, slot, old, next, mayStart);
                return;
            }

            // This slot has its new task; the next one waits until that serves.
            if (next is { IsInService: false })
                return;
        }
    }

    private static void Move(ReconcileContext context, Service service, SlotView slot, ServiceTask old, ServiceTask? next, bool mayStart)
    {
        if (next is null)
            context.MakeTask(service, slot, DesiredState.Ready, restart: null);
        else if ((next.State >= TaskState.Ready && mayStart) || old.State < TaskState.Running)
            context.Want(old, DesiredState.Shutdown);
    }

    // What failed before this change is history: the revision may have run earlier, or is tried again.
    private static ServiceTask? Failure(Service service, IReadOnlyList<SlotView> slots) =>
        slots.SelectMany(s => s.Tasks).FirstOrDefault(t =>
            t.Revision == service.Revision && t.CreatedAt >= service.UpdatedAt &&
            (t.State is TaskState.Failed or TaskState.Rejected || t.Observed.Health == TaskHealth.Unhealthy));

    private static void Halt(ReconcileContext context, Service service, ServiceTask failed)
    {
        // A new task that never came to start must not wait for ever beside the old one that keeps running.
        foreach (var waiting in context.Tx.State.TasksOf(service.Id).Where(t => t.IsLive && t.Revision == service.Revision && t.Desired == DesiredState.Ready).ToList())
            context.Want(waiting, DesiredState.Shutdown);

        var reason = failed.Failure;
        context.Tx.Put(service with { HaltedRevision = service.Revision, HaltReason = reason });
        context.Tx.AddEvent(new ClusterEvent(context.Now, EventType.ServiceUpdateHalted, $"The update of {service.FullName} stopped: {reason}")
        {
            Stack = service.Stack,
            Service = service.Name,
            TaskId = failed.Id,
            NodeId = failed.NodeId,
        });
    }
}
