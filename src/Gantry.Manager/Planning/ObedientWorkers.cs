using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning;

/// <summary>Workers as a plan sees them: what they are told is done at once and well. Pure. Nodes that do not answer do nothing.</summary>
internal static class ObedientWorkers
{
    // Long enough in service for every rule that waits to see whether a task stays up.
    private static readonly TimeSpan ServedFor = TimeSpan.FromHours(1);

    public static void Apply(Transaction tx, IEnumerable<ServiceTask> tasks, DateTimeOffset now)
    {
        foreach (var task in tasks)
        {
            var answers = task.NodeId is { } node && tx.State.Find(node) is { State: NodeState.Ready };
            if (answers && task.State >= TaskState.Assigned && !task.Observed.IsContainerGone)
                tx.Put(Obeyed(tx.State, task, now));
        }

        foreach (var volume in tx.State.Volumes.Where(v => v.IsRemoved && v.Nodes.Count > 0).ToList().TakeWhile(_ => !tx.IsFull))
            tx.Put(volume with { Nodes = [] });
    }

    private static ServiceTask Obeyed(Snapshot state, ServiceTask task, DateTimeOffset now) => task switch
    {
        { HasEnded: true, Desired: DesiredState.Remove } => task with { Observed = task.Observed with { IsContainerGone = true } },
        { HasEnded: true } => task,
        { Desired: DesiredState.Ready, State: < TaskState.Ready } => task with { Observed = new ObservedTask(TaskState.Ready, now) },
        { Desired: DesiredState.Running } => Run(state, task, now),
        { Desired: DesiredState.Shutdown or DesiredState.Remove } => Ended(task, TaskState.Shutdown, now) with
        {
            Observed = new ObservedTask(TaskState.Shutdown, now) { IsContainerGone = task.Desired == DesiredState.Remove },
        },
        _ => task,
    };

    private static ServiceTask Run(Snapshot state, ServiceTask task, DateTimeOffset now)
    {
        if (IsWaitedForToComplete(state, task))
            return Ended(task, TaskState.Complete, now);

        var health = HasCheck(state.FindRevision(task.ServiceId, task.Revision)?.Container) ? TaskHealth.Healthy : TaskHealth.None;
        return task.IsInService ? task : task with
        {
            Observed = task.Observed with { State = TaskState.Running, Health = health },
            InServiceSince = task.InServiceSince ?? now - ServedFor,
        };
    }

    private static ServiceTask Ended(ServiceTask task, TaskState end, DateTimeOffset now) =>
        task with { Observed = task.Observed with { State = end, ExitCode = 0 }, EndedAt = now };

    // What others wait for to complete must do so, or the plan stops where the deploy does not.
    private static bool IsWaitedForToComplete(Snapshot state, ServiceTask task) =>
        state.Find(task.ServiceId)?.Spec.Restart.Condition is RestartCondition.None or RestartCondition.OnFailure &&
        state.ServicesOf(task.Stack).Any(s => s.Spec.DependsOn.Any(d =>
            d.Service == task.Service && d.Condition == DependencyCondition.CompletedSuccessfully));

    private static bool HasCheck(ContainerSpec? container) =>
        container is { Probes.Count: > 0 } || container?.HealthCheck is { Test: not ["NONE"] };
}
