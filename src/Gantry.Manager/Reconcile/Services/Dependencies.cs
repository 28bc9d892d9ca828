using Gantry.Manager.State;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>Whether a service has what it needs before it may start: its ports, and services that have come far enough. Pure.</summary>
internal static class Dependencies
{
    /// <returns>What it waits for, for people; null when it may start.</returns>
    public static string? Waiting(Snapshot state, Service service)
    {
        if (service.PortProblem is { } problem)
            return $"waiting for a port: {problem.TrimEnd('.')}";

        foreach (var dependency in service.Spec.DependsOn)
        {
            if (state.FindService(service.Stack, dependency.Service) is not { IsRemoved: false } other)
            {
                if (dependency.Required)
                    return $"waiting for {dependency.Service}, which does not exist";
                continue;
            }

            if (Lacking(state, other, dependency.Condition) is { } lacking)
                return lacking;
        }

        return null;
    }

    private static string? Lacking(Snapshot state, Service other, DependencyCondition condition)
    {
        var tasks = state.TasksOf(other.Id).Where(t => t.Revision == other.Revision).ToList();
        var wanted = other.Spec.Mode == ServiceMode.Global ? Math.Max(1, tasks.Count(t => t.IsLive)) : other.WantedReplicas;
        if (wanted == 0)
            return null;

        var isEnough = condition switch
        {
            DependencyCondition.Started => tasks.Any(HasStarted),
            DependencyCondition.Healthy => tasks.Count(t => t.IsInService) >= wanted,
            DependencyCondition.CompletedSuccessfully => Completed(tasks) >= wanted,
            DependencyCondition.Unrecognized => false,
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "No such condition."),
        };
        return isEnough ? null : Words(other, tasks, condition);
    }

    // It counts that it started, however it ended; a container that could not be made or started ended too, and never did.
    private static bool HasStarted(ServiceTask task) =>
        task.State is TaskState.Running or TaskState.Complete || task.Observed.StartedAt is not null;

    private static int Completed(List<ServiceTask> tasks) =>
        tasks.Where(t => t.State == TaskState.Complete).Select(t => t.Slot).Distinct().Count();

    private static string Words(Service other, List<ServiceTask> tasks, DependencyCondition condition)
    {
        var newest = tasks.MaxBy(t => t.CreatedAt);
        var now = newest is null ? "has no task yet" : $"is {newest.State.Word()}";
        if (newest is { HasEnded: true })
            now += $" ({newest.Observed.Reason.TrimEnd('.')})";
        return condition switch
        {
            DependencyCondition.Healthy => $"waiting for {other.Name} to be healthy: it {now}",
            DependencyCondition.CompletedSuccessfully => $"waiting for {other.Name} to complete: it {now}",
            DependencyCondition.Started or DependencyCondition.Unrecognized => $"waiting for {other.Name} to start: it {now}",
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "No such condition."),
        };
    }
}
