using Gantry.Model.Deployments;
using Gantry.Model.Events;

namespace Gantry.Manager.Control;

/// <summary>Takes a stack down. Volumes stay unless they are asked for too.</summary>
internal sealed class RemoveStack(ChangeRun run)
{
    public ValueTask<ChangeReport> RunAsync(string name, bool volumes, StackCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        run.RunAsync(context => Apply(context, name, volumes, condition), actor, dryRun, ct);

    internal static ChangeOutcome Apply(ChangeContext context, string name, bool volumes, StackCondition condition)
    {
        if (context.Tx.State.FindStack(name) is not { } stack)
            return Absence.OfStack(name);
        if (condition.Refuse(name, stack) is { } stale)
            return new ChangeOutcome.Stale(stale);
        if (stack.IsRemoved && (!volumes || stack.RemovesVolumes))
            return context.Unchanged(name, service: null, $"Stack '{name}' is being removed already.");

        context.Tx.Put(stack with { IsRemoved = true, RemovesVolumes = volumes, UpdatedAt = context.Now, UpdatedBy = context.Actor });
        var deployment = context.Begin(DeploymentKind.Remove, name, null, stack.Revision, stack.Revision);
        context.Tell(EventType.StackRemoving, $"{context.Actor} removes stack {name}{(volumes ? " and its volumes" : "")}.", name);
        return new ChangeOutcome.Made(name, deployment.Id);
    }
}
