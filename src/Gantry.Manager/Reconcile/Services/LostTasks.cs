using Gantry.Model.Events;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>
/// Tasks whose node is lost, and those whose node came back. A lost task is done without: its slot is filled elsewhere, and what
/// its worker may say later still counts. When the node is back before the successor has begun, the successor stands
/// down, unless that node comes and goes.
/// </summary>
internal static class LostTasks
{
    /// <summary>Nobody keeps the place of a task on a machine that has been away for so long.</summary>
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(24);

    public static void Apply(ReconcileContext context, Service service)
    {
        foreach (var task in context.Tx.State.TasksOf(service.Id).Where(t => t is { NodeId: not null, HasEnded: false, State: >= TaskState.Assigned }).ToList())
        {
            if (context.Tx.IsFull)
                return;
            Look(context, service, task);
        }
    }

    /// <summary>When a node's engine could last be counted on; null while it can, or may be again in a moment.</summary>
    private static DateTimeOffset? LostSince(ReconcileContext context, Node node) => node switch
    {
        { State: NodeState.Down, StateSince: { } since } => since,

        // Its worker speaks and its engine does not: the containers are as good as lost once that has lasted as long.
        { State: NodeState.EngineDown, StateSince: { } since } => since + context.Tx.State.Settings.Liveness.DownAfter,
        _ => null,
    };

    private static void Look(ReconcileContext context, Service service, ServiceTask task)
    {
        if (context.Tx.State.Find(task.NodeId!.Value) is not { } node)
            Orphan(context, task, "Its node was removed from the cluster.");
        else if (LostSince(context, node) is { } since)
            Miss(context, service, task, node, since);
        else if (node.State == NodeState.Ready && task is { IsLost: true, Desired: <= DesiredState.Running })
            Return(context, service, task, node);
    }

    private static void Miss(ReconcileContext context, Service service, ServiceTask task, Node node, DateTimeOffset since)
    {
        var policy = service.Spec.NodeLoss ?? NodeLossPolicy.Default;

        // What must run once at most may have run to its end there. A global task belongs to its node.
        var isTied = policy.Keeps || service.Spec.Mode == ServiceMode.Global || service.Spec.Restart.Condition == RestartCondition.None;
        var due = task switch
        {
            { IsLost: true, Desired: <= DesiredState.Running, LostAt: { } lost } => lost + GivenUpAfter,
            { Desired: > DesiredState.Running } => since,
            _ => since + (isTied ? GivenUpAfter : policy.ReplaceAfter),
        };
        if (due > context.Now)
            context.Agenda.LookAt(service.Id, due);
        else if (task.Desired > DesiredState.Running || task.IsLost || isTied)
            Orphan(context, task, $"Node {node.Name} does not answer.");
        else
            Lose(context, task, node);
    }

    private static void Lose(ReconcileContext context, ServiceTask task, Node node)
    {
        context.Tx.Put(task with { LostAt = context.Now });
        context.Tx.AddEvent(Event(context, task, EventType.TaskLost, $"{task.Name} is replaced: node {node.Name} does not answer."));
    }

    private static void Return(ReconcileContext context, Service service, ServiceTask task, Node node)
    {
        var successors = context.Tx.State.TasksOf(service.Id).Where(t => t.Id != task.Id && t.Slot == task.Slot && t.IsLive).ToList();
        if (successors.Any(t => t.State >= TaskState.Starting))
        {
            context.Want(task, DesiredState.Shutdown);
            return;
        }

        // From a node that comes and goes it is moved for good, or each loss would move it anew. Until its successor begins it
        // runs on there: an image that cannot be had elsewhere takes nothing out of service.
        if (node.SettledAt is not null && successors.Any(t => t.State >= TaskState.Assigned))
            return;

        context.Tx.Put(task with { LostAt = null });
        context.Tx.AddEvent(Event(context, task, EventType.TaskInService, $"{task.Name} is counted on again: node {node.Name} is back."));
        if (task.Revision == service.Revision)
            successors.ForEach(successor => context.Want(successor, DesiredState.Shutdown));
    }

    // The manager says it, since nobody else can. Should its container still be there when the node comes back, it is one that
    // nobody knows, and the worker takes it away.
    private static void Orphan(ReconcileContext context, ServiceTask task, string reason)
    {
        context.Tx.Put(task with
        {
            Observed = task.Observed with { State = TaskState.Orphaned, At = context.Now, Message = reason, Addresses = [], IsContainerGone = true },
            EndedAt = context.Now,
        });
        context.Tx.AddEvent(Event(context, task, EventType.Ended(TaskState.Orphaned), $"{task.Name}: {reason}"));
    }

    private static ClusterEvent Event(ReconcileContext context, ServiceTask task, string type, string message) => new(context.Now, type, message)
    {
        Stack = task.Stack,
        Service = task.Service,
        TaskId = task.Id,
        NodeId = task.NodeId,
    };
}
