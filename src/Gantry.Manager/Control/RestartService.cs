using Gantry.Manager.State;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Services;

namespace Gantry.Manager.Control;

/// <summary>New containers of the same spec, one slot after the other.</summary>
internal sealed class RestartService(ChangeRun run)
{
    public ValueTask<ChangeReport> RunAsync(ServiceId id, ServiceCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        run.RunAsync(context => Apply(context, id, condition), actor, dryRun, ct);

    internal static ChangeOutcome Apply(ChangeContext context, ServiceId id, ServiceCondition condition) =>
        context.OnService(id, condition, service =>
        {
            if (service.IsStopped)
                return new ChangeOutcome.Refused($"Service '{service.FullName}' is stopped. Start it with 'gantry stack start {service.Stack}'.");

            var next = service with { Generation = service.Generation + 1, HaltedRevision = null, HaltReason = null, UpdatedAt = context.Now };
            context.Tx.PutRevised(next, context.Now);
            return context.MadeOf(service, DeploymentKind.Restart, EventType.ServiceRestarted, $"restarts {service.FullName}");
        });
}
