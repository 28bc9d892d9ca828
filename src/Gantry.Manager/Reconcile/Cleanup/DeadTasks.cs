using Gantry.Manager.Reconcile.Services;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Cleanup;

/// <summary>How much of the past is kept: records for people to look at, and the last containers for their output.</summary>
internal static class DeadTasks
{
    private const int RecordsPerSlot = 5;
    private const int ContainersPerSlot = 2;
    private const int RevisionsKept = 10;
    private static readonly TimeSpan RecordsKeptFor = TimeSpan.FromHours(24);

    public static void Apply(ReconcileContext context, Service service)
    {
        var slots = context.Tx.State.TasksOf(service.Id).Any(t => t.HasEnded) ? SlotView.Of(context.Tx.State, service) : [];
        foreach (var slot in slots)
        {
            if (context.Tx.IsFull)
                return;
            Sweep(context, service, slot);
        }

        ForgetRevisions(context, service);
    }

    private static void Sweep(ReconcileContext context, Service service, SlotView slot)
    {
        var age = 0;
        foreach (var task in slot.Tasks.Where(t => t.HasEnded).Reverse().ToList())
        {
            age++;
            var isOld = task.EndedAt is { } ended && context.Now - ended > RecordsKeptFor;
            if (service.IsRemoved || age > ContainersPerSlot || isOld)
                context.Want(task, DesiredState.Remove);
            if (task.Observed.IsContainerGone && (service.IsRemoved || ((age > RecordsPerSlot || isOld) && !DecidesStill(context, service, slot, task))))
                context.Tx.Remove(task.Id);
        }
    }

    // What the slot's next step is decided by stays: without the record of its end, a job that is done would run once more
    // a day later, and without those in the window of its restart policy a crash loop would never have used them up.
    private static bool DecidesStill(ReconcileContext context, Service service, SlotView slot, ServiceTask task)
    {
        var isWanted = slot.Node is { } node ? context.Tx.State.Find(node) is not null : slot.Slot <= service.Spec.Replicas;
        if (!isWanted || task.Revision != service.Revision)
            return false;
        var end = slot.HasLive ? context.Now : slot.Newest?.EndedAt ?? context.Now;
        return task.Id == slot.Newest?.Id || RestartDecision.IsInWindow(task, service.Spec.Restart, end);
    }

    private static void ForgetRevisions(ReconcileContext context, Service service)
    {
        var revisions = context.Tx.State.RevisionsOf(service.Id).ToList();
        if (revisions.Count <= RevisionsKept)
            return;
        var used = context.Tx.State.TasksOf(service.Id).Select(t => t.Revision).Append(service.Revision).ToHashSet();
        foreach (var revision in revisions.SkipLast(RevisionsKept).Where(r => !used.Contains(r.Number)))
            context.Tx.Remove(revision);
    }
}
