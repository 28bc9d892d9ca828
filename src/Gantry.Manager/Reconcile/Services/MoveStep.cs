using Gantry.Model.Events;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>
/// Carries out a <see cref="TaskMove"/>: the successor serves on the better node, or is made ready there (<see cref="Overlap"/>),
/// then the task stops. Unlike a drain it is no must: where anything stands in its way, the task stays.
/// </summary>
internal static class MoveStep
{
    /// <returns>True when the slot has changed.</returns>
    public static bool Apply(ReconcileContext context, Service service, SlotView slot, bool mayStart, Lazy<ServiceMinimum> minimum)
    {
        if (slot.Tasks.LastOrDefault(t => t is { IsLive: true, Move: not null }) is not { Move: { } move } task)
            return false;
        var successor = slot.Tasks.LastOrDefault(t => t.Id != task.Id && t.IsLive);
        if ((Obstacle(context, service, slot, task, move) ?? ObstacleTo(successor, move)) is { } obstacle)
        {
            context.Tx.Put(task with { Move = null });
            Tell(context, task, EventType.TaskStays, $"{task.Name} stays where it is: {obstacle}.");
            return true;
        }

        if (successor is null)
        {
            context.MakeTask(service, slot, DesiredState.Ready, restart: null);
            return true;
        }

        if (!Overlap.IsReady(service, successor) || !mayStart || !minimum.Value.LetsStop(task))
            return false;
        context.Want(task, DesiredState.Shutdown);
        Tell(context, task, EventType.TaskMoved, $"{task.Name} stops: its successor {(Overlap.IsSafe(service) ? "serves" : "is ready")} on node {context.Tx.State.Find(move.To)?.Name}.");
        return true;
    }

    private static string? Obstacle(ReconcileContext context, Service service, SlotView slot, ServiceTask task, TaskMove move)
    {
        if (context.Tx.State.Find(move.To) is not { } target)
            return "the other node was removed";
        if (!target.TakesTasks)
            return $"node {target.Name} takes no tasks any more";
        if (task.Revision != service.Revision)
            return "its service is being updated, which replaces it";
        if (task.State != TaskState.Running)
            return "it does not run any more";
        return slot.Tasks.LastOrDefault(t => t.Id != task.Id && t.CreatedAt >= move.Since && t.State is TaskState.Failed or TaskState.Rejected) is { } failed
            ? $"on node {target.Name} it failed: {failed.Observed.Reason.TrimEnd('.')}"
            : null;
    }

    // Whether it was placed is decided within the round in which it was made, or in the next.
    private static string? ObstacleTo(ServiceTask? successor, TaskMove move) => successor switch
    {
        null => null,
        { NodeId: null } => successor.Observed.Message == TaskReason.NoNodeYet ? null : "there is no room for it elsewhere any more",
        { NodeId: { } at } when at != move.To => "the other node has no room for it any more",
        _ => null,
    };

    private static void Tell(ReconcileContext context, ServiceTask task, string type, string message) =>
        context.Tx.AddEvent(new ClusterEvent(context.Now, type, message) { Stack = task.Stack, Service = task.Service, TaskId = task.Id, NodeId = task.NodeId });
}
