using Gantry.Manager.State;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Services;

namespace Gantry.Manager.Control;

/// <summary>Another number of replicas until the next deploy.</summary>
internal sealed class ScaleService(ChangeRun run)
{
    public ValueTask<ChangeReport> RunAsync(ServiceId id, int replicas, ServiceCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        run.RunAsync(context => Apply(context, id, replicas, condition), actor, dryRun, ct);

    internal static ChangeOutcome Apply(ChangeContext context, ServiceId id, int replicas, ServiceCondition condition) =>
        context.OnService(id, condition, service =>
        {
            if (Refuse(service, replicas) is { } reason)
                return new ChangeOutcome.Refused(reason);
            if (service.Spec.Replicas == replicas)
                return context.Unchanged(service.Stack, service.Name, $"Service '{service.FullName}' has {replicas} replicas already.");

            // The file's own number is no override.
            int? over = replicas == service.FileSpec.Replicas ? null : replicas;
            context.Tx.PutRevised(service with { Overrides = service.Overrides with { Replicas = over }, UpdatedAt = context.Now }, context.Now);
            return context.MadeOf(service, DeploymentKind.Scale, EventType.ServiceScaled, $"scaled {service.FullName} from {service.Spec.Replicas} to {replicas}");
        });

    internal static string? Refuse(Service service, int replicas)
    {
        if (service.Spec.Mode == ServiceMode.Global)
            return $"Service '{service.FullName}' is global: it runs once on every node that fits and has no number of replicas.";
        return replicas is < 0 or > StackChecks.MostReplicas
            ? $"Service '{service.FullName}' cannot have {replicas} replicas: use 0 to {StackChecks.MostReplicas}."
            : null;
    }
}
