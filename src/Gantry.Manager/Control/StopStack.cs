using Gantry.Model.Deployments;
using Gantry.Model.Events;

namespace Gantry.Manager.Control;

/// <summary>Ends all tasks of a stack and keeps the rest, or starts them again.</summary>
internal sealed class StopStack(ChangeRun run)
{
    /// <param name="stop">False starts it again.</param>
    public ValueTask<ChangeReport> RunAsync(string name, bool stop, StackCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        run.RunAsync(context => Apply(context, name, stop, condition), actor, dryRun, ct);

    internal static ChangeOutcome Apply(ChangeContext context, string name, bool stop, StackCondition condition)
    {
        if (context.Tx.State.FindStack(name) is not { } stack)
            return Absence.OfStack(name);
        if (condition.Refuse(name, stack) is { } stale)
            return new ChangeOutcome.Stale(stale);
        if (stack.IsRemoved)
            return new ChangeOutcome.Refused($"Stack '{name}' is being removed. Deploy it again to bring it back.");

        if (stack.IsStopped == stop)
            return context.Unchanged(name, service: null, $"Stack '{name}' is {(stop ? "stopped" : "started")} already.");

        context.Tx.Put(stack with { IsStopped = stop, UpdatedAt = context.Now, UpdatedBy = context.Actor });
        var kind = stop ? DeploymentKind.Stop : DeploymentKind.Start;
        var deployment = context.Begin(kind, name, null, stack.Revision, stack.Revision);
        context.Tell(
            stop ? EventType.StackStopping : EventType.StackStarting,
            $"{context.Actor} {(stop ? "stops" : "starts")} stack {name}.",
            name);
        return new ChangeOutcome.Made(name, deployment.Id);
    }
}
