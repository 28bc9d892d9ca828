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
        foreach (var slot in SlotView.Of(context.Tx.State, service).ToList())
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
            if (task.Observed.IsContainerGone && (service.IsRemoved || age > RecordsPerSlot || isOld))
                context.Tx.Remove(task.Id);
        }
    }

    private static void ForgetRevisions(ReconcileContext context, Service service)
    {
        var revisions = context.Tx.State.RevisionsOf(service.Id).ToList();
        if (revisions.Count <= RevisionsKept)
            return;
        var used = context.Tx.State.TasksOf(service.Id).Select(t => t.Revision).ToHashSet();
        foreach (var revision in revisions.SkipLast(RevisionsKept).Where(r => !used.Contains(r.Number)))
            context.Tx.Remove(revision);
    }
}
