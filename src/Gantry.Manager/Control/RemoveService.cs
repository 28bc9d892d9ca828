using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Services;

namespace Gantry.Manager.Control;

/// <summary>Takes one service down; the next deploy of a file that names it brings it back.</summary>
internal sealed class RemoveService(ChangeRun run)
{
    public ValueTask<ChangeReport> RunAsync(ServiceId id, ServiceCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        run.RunAsync(context => Apply(context, id, condition), actor, dryRun, ct);

    internal static ChangeOutcome Apply(ChangeContext context, ServiceId id, ServiceCondition condition) =>
        context.OnService(id, condition, service =>
        {
            context.Tx.Put(service with { IsRemoved = true, UpdatedAt = context.Now });
            return context.MadeOf(service, DeploymentKind.Remove, EventType.ServiceRemoving, $"removes {service.FullName}");
        });
}
