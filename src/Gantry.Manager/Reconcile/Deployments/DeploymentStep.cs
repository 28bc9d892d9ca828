using Gantry.Manager.Reconcile.Services;
using Gantry.Manager.State;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Deployments;

/// <summary>Writes down how far each change has come, and how it ended.</summary>
internal static class DeploymentStep
{
    /// <summary>Of each service, and of the stack as a whole: a service that is scaled often must not push out who deployed what.</summary>
    private const int DeploymentsKept = 20;

    /// <summary>As long as its events: names of stacks that come and go must not fill the store.</summary>
    private static readonly TimeSpan KeptAfterStack = TimeSpan.FromDays(14);

    /// <summary>This many tasks of one revision that failed before serving make a deployment failed; healing goes on.</summary>
    private const int FailuresAllowed = 3;

    /// <summary>Without a health check a start proves little: a task must run this long before the deployment counts it.</summary>
    private static readonly TimeSpan StableFor = TimeSpan.FromSeconds(2);

    public static void Apply(ReconcileContext context, string stack)
    {
        var deployments = context.Tx.State.DeploymentsOf(stack).ToList();
        var newest = deployments.Count > 0 ? deployments[^1] : null;
        foreach (var deployment in deployments.Where(d => d.State == DeploymentState.Running))
        {
            if (IsTakenOver(deployment, deployments))
                Finish(context, deployment, DeploymentState.Superseded, $"Deployment {newest?.Id.Value.Shown} took over.");
            else
                Follow(context, deployment);
        }

        foreach (var old in TooOld(context, stack, deployments).Where(d => d.State != DeploymentState.Running).ToList())
            context.Tx.Remove(old.Id);
    }

    private static IEnumerable<Deployment> TooOld(ReconcileContext context, string stack, List<Deployment> deployments)
    {
        var pushedOut = deployments.GroupBy(d => d.Service).SelectMany(g => g.SkipLast(DeploymentsKept));
        return context.Tx.State.FindStack(stack) is null
            ? pushedOut.Union(deployments.Where(d => context.Now - d.FinishedAt > KeptAfterStack))
            : pushedOut;
    }

    private static bool IsTakenOver(Deployment deployment, IReadOnlyList<Deployment> all) =>
        all.Any(d => d.CreatedAt > deployment.CreatedAt && (d.Service is null || d.Service == deployment.Service));

    private static void Follow(ReconcileContext context, Deployment deployment)
    {
        var state = context.Tx.State;
        var stack = state.FindStack(deployment.Stack);
        if (stack is not null && stack.AppliedRevision < deployment.ToRevision)
            return;

        var services = state.ServicesOf(deployment.Stack).Where(s => deployment.Service is null || s.Name == deployment.Service).ToList();
        var progress = services.Select(s => ProgressOf(context, s, deployment)).ToList();
        if (deployment.Kind == DeploymentKind.Remove && deployment.Service is null && stack is not null && services.Count == 0)
            return;
        var next = deployment with { Services = progress, EngineWarnings = EngineWarnings.Of(state, services, deployment) };
        if (progress.FirstOrDefault(p => p.State == DeploymentState.Failed) is { } failed)
            Finish(context, next, DeploymentState.Failed, failed.Blocked ?? $"{failed.Service} failed.");
        else if (progress.All(p => p.State == DeploymentState.Succeeded))
            Finish(context, next, DeploymentState.Succeeded, reason: null);
        else if (HasNews(deployment, next))
            context.Tx.Put(next);
    }

    private static bool HasNews(Deployment before, Deployment after) =>
        !after.Services.SequenceEqual(before.Services) || !after.EngineWarnings.SequenceEqual(before.EngineWarnings);

    private static ServiceProgress ProgressOf(ReconcileContext context, Service service, Deployment deployment)
    {
        var tasks = context.Tx.State.TasksOf(service.Id).ToList();
        var current = tasks.Where(t => t.Revision == service.Revision).ToList();
        var leaving = tasks.Count(t => (t.Revision != service.Revision || t.Desired >= DesiredState.Shutdown) && !t.HasEnded);
        var progress = new ServiceProgress(service.Name, DeploymentState.Running, Wanted(context, service), Done(context, service, current))
        {
            Old = tasks.Count(t => t.Revision != service.Revision && !t.HasEnded),
            Failures = current.Count(t => t.CreatedAt >= deployment.CreatedAt && HasFailed(t)),
        };
        if (service.IsRemoved)
            return progress with { Blocked = leaving > 0 ? $"stopping {leaving} tasks" : null };
        if (service.IsHalted)
            return progress with { State = DeploymentState.Failed, Blocked = service.HaltReason };
        return progress.Done >= progress.Wanted && leaving == 0 && HasItsPorts(context, service)
            ? progress with { State = DeploymentState.Succeeded }
            : Unfinished(context, service, current, progress);
    }

    private static ServiceProgress Unfinished(ReconcileContext context, Service service, List<ServiceTask> current, ServiceProgress progress)
    {
        var lastFailure = current.Where(HasFailed).MaxBy(t => t.CreatedAt);
        var hasGivenUp = progress.Failures >= FailuresAllowed || (lastFailure is not null && service.Spec.Restart.Condition == RestartCondition.None);
        return hasGivenUp
            ? progress with { State = DeploymentState.Failed, Blocked = lastFailure?.Failure }
            : progress with { Blocked = Blocking(context, service, current, lastFailure) };
    }

    // A worker hears of a new port when it is stored, and says within a moment if the port is another's. New tasks take longer
    // than that; where only the ports changed nothing else gives it the time.
    private static bool HasItsPorts(ReconcileContext context, Service service)
    {
        if (service.Spec.Ports.Count == 0 || service.WantedReplicas == 0)
            return true;
        var heardAt = service.UpdatedAt + StableFor;
        if (heardAt > context.Now)
        {
            context.Agenda.LookAt(service.Stack, heardAt);
            return false;
        }

        return HeldPorts.ReasonOf(context.Tx.State, service) is null;
    }

    private static int Done(ReconcileContext context, Service service, List<ServiceTask> current) =>
        current.Where(t => IsDone(context, service, t)).Select(t => (t.Slot, t.Slot == 0 ? t.NodeId : null)).Distinct().Count();

    private static int Wanted(ReconcileContext context, Service service) =>
        service.Spec.Mode == ServiceMode.Global ? WantedNodes(context, service) : service.WantedReplicas;

    private static int WantedNodes(ReconcileContext context, Service service) =>
        service.IsStopped || service.IsRemoved ? 0 : context.NodesFor(service).Count;

    private static bool HasFailed(ServiceTask task) =>
        task.State is TaskState.Failed or TaskState.Rejected || task.Observed.Health == TaskHealth.Unhealthy;

    private static bool IsDone(ReconcileContext context, Service service, ServiceTask task)
    {
        if (task.State == TaskState.Complete)
            return service.Spec.Restart.Condition is RestartCondition.None or RestartCondition.OnFailure;
        if (!task.IsInService)
            return false;
        if (task.Observed.Health == TaskHealth.Healthy || task.InServiceSince is not { } since)
            return true;
        var stableAt = since + StableFor;
        if (stableAt <= context.Now)
            return true;
        context.Agenda.LookAt(service.Stack, stableAt);
        return false;
    }

    private static string? Blocking(ReconcileContext context, Service service, List<ServiceTask> current, ServiceTask? lastFailure)
    {
        if (Dependencies.Waiting(context.Tx.State, service) is { } waiting)
            return waiting;
        var stuck = current.FirstOrDefault(t => t is { IsLive: true, State: TaskState.Pending } && t.NotBefore is null);
        if (stuck is { Observed.Message: { Length: > 0 } message } && message != TaskReason.NoNodeYet)
            return $"{stuck.Name}: {message}";
        return lastFailure is not null && !current.Any(t => t.IsInService && t.Slot == lastFailure.Slot)
            ? lastFailure.Failure
            : CheckSays(current) ?? SlowStart.ReasonOf(context, service, current) ?? HeldPorts.ReasonOf(context.Tx.State, service);
    }

    // The engine counts failures until they are enough, which can take minutes: what the check says is known before.
    private static string? CheckSays(List<ServiceTask> current)
    {
        var unsure = current.FirstOrDefault(t => t is { IsLive: true, State: TaskState.Running, Observed.Health: TaskHealth.Starting });
        return unsure?.Observed.HealthWords is { } words ? $"{unsure.Name}: its health check has not passed yet: {words}" : null;
    }

    private static void Finish(ReconcileContext context, Deployment deployment, DeploymentState state, string? reason)
    {
        context.Tx.Put(deployment with { State = state, Reason = reason, FinishedAt = context.Now });
        var word = state.ToString().ToLowerInvariant();
        context.Tx.AddEvent(new ClusterEvent(context.Now, EventType.Ended(state), $"Deployment {deployment.Id.Value.Shown} of {deployment.Stack} {word}{(reason is null ? "." : $": {reason}")}")
        {
            Stack = deployment.Stack,
            Service = deployment.Service,
            Actor = deployment.CreatedBy,
        });
    }
}
