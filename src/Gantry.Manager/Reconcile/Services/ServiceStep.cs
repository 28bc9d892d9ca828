using Gantry.Manager.Reconcile.Cleanup;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>Makes the tasks of one service match what it wants, one safe move at a time. Repeating it changes nothing more.</summary>
internal static class ServiceStep
{
    public static void Apply(ReconcileContext context, ServiceId id)
    {
        if (context.Tx.State.Find(id) is not { } service)
            return;

        LostTasks.Apply(context, service);
        var present = SlotView.Of(context.Tx.State, service).ToDictionary(s => (s.Slot, s.Node));
        var wanted = WantedSlots(context, service);
        var wantedKeys = wanted.Select(s => (s.Slot, s.Node)).ToHashSet();

        // Highest slots go first: scaling 5 -> 3 must leave 1..3, the slots a user's templates name.
        foreach (var surplus in present.Values.Where(s => !wantedKeys.Contains((s.Slot, s.Node))).OrderByDescending(s => s.Slot))
        {
            if (context.Tx.IsFull)
                return;
            StopAll(context, surplus);
        }

        var mayStart = Dependencies.Waiting(context.Tx.State, service) is null;
        var minimum = new Lazy<ServiceMinimum>(() => new ServiceMinimum(context.Tx.State, service));
        var slots = new List<SlotView>(wanted.Count);
        foreach (var slot in wanted)
        {
            if (context.Tx.IsFull)
                return;
            slots.Add(Keep(context, service, present.GetValueOrDefault((slot.Slot, slot.Node)) ?? slot, mayStart, minimum));
        }

        SlotUpdate.Apply(context, service, slots, mayStart);
        DeadTasks.Apply(context, service);
        if (service.IsRemoved)
            RemoveWhenEmpty(context, service);
    }

    private static List<SlotView> WantedSlots(ReconcileContext context, Service service)
    {
        if (service.Spec.Mode != ServiceMode.Global)
            return [.. Enumerable.Range(1, service.WantedReplicas).Select(n => new SlotView(n, null, []))];
        return service.IsStopped || service.IsRemoved ? [] : [.. context.NodesFor(service).Select(node => new SlotView(0, node, []))];
    }

    private static void StopAll(ReconcileContext context, SlotView slot)
    {
        foreach (var task in slot.Tasks.Where(t => t.Desired <= DesiredState.Running))
            context.Want(task, DesiredState.Shutdown);
    }

    private static SlotView Keep(ReconcileContext context, Service service, SlotView slot, bool mayStart, Lazy<ServiceMinimum> minimum)
    {
        if (Tend(context, service, slot, mayStart))
            slot = slot.In(context.Tx.State, service.Id);
        if (MoveStep.Apply(context, service, slot, mayStart, minimum))
            slot = slot.In(context.Tx.State, service.Id);
        if (DrainStep.Apply(context, service, slot, minimum))
            slot = slot.In(context.Tx.State, service.Id);
        return Fill(context, service, slot, mayStart) is { } made ? slot.With(made) : slot;
    }

    /// <summary>Ends what is unhealthy, and lets start what waits and may.</summary>
    private static bool Tend(ReconcileContext context, Service service, SlotView slot, bool mayStart)
    {
        var changed = false;
        foreach (var task in slot.Tasks.Where(t => t.IsLive))
        {
            var isUnhealthy = task is { Observed.Health: TaskHealth.Unhealthy, State: TaskState.Running };
            var waits = task.Desired == DesiredState.Ready && task.Revision == service.Revision && (!slot.IsHeldBeside(task) || Relieves(context, service, slot, task));
            if (isUnhealthy)
                context.Want(task, DesiredState.Shutdown);
            else if (waits && mayStart)
                context.Want(task, DesiredState.Running);
            changed |= isUnhealthy || (waits && mayStart);
        }

        return changed;
    }

    /// <summary>Whether all that is beside it in its slot is to leave, and may run until this one serves.</summary>
    private static bool Relieves(ReconcileContext context, Service service, SlotView slot, ServiceTask task) =>
        Overlap.IsSafe(service)
        && slot.Tasks.Where(t => t.Id != task.Id && !t.IsOver)
            .All(t => t.IsLive && t.Revision == task.Revision && t.NodeId != task.NodeId && (t.Move is not null || DrainStep.IsOnDrained(context, t)));

    /// <returns>The task that was made; null when none is to be.</returns>
    private static ServiceTask? Fill(ReconcileContext context, Service service, SlotView slot, bool mayStart)
    {
        if (slot.HasLive)
            return null;

        // While the process of its predecessor may still be there, the new task waits ready beside it.
        var desired = mayStart && slot.Tasks.All(t => t.IsOver) ? DesiredState.Running : DesiredState.Ready;
        if (slot.Newest is not { } newest || newest.Revision != service.Revision)
            return context.MakeTask(service, slot, desired, restart: null);

        // One that is still on its way out decides by how it ends.
        if (!newest.IsOver)
            return null;
        var history = slot.Tasks.Where(t => t.Revision == service.Revision);
        return RestartDecision.After(newest, service.Spec.Restart, history, context.Now) is RestartDecision.Restart restart
            ? context.MakeTask(service, slot, desired, restart)
            : null;
    }

    private static void RemoveWhenEmpty(ReconcileContext context, Service service)
    {
        var tx = context.Tx;
        if (tx.State.TasksOf(service.Id).Any())
            return;
        foreach (var revision in tx.State.RevisionsOf(service.Id).ToList())
            tx.Remove(revision);
        tx.Remove(service.Id);
    }
}
