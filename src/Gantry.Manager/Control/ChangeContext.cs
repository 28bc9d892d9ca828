using Gantry.Manager.State;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Ids;
using Gantry.Model.Services;

namespace Gantry.Manager.Control;

/// <summary>What a change works with: everything from outside is in here, so that a plan and the real thing do the same.</summary>
/// <param name="Actor">Who asks, as events and deployments name them.</param>
internal sealed record ChangeContext(Transaction Tx, string Actor, DateTimeOffset Now, IdSource Ids)
{
    /// <summary>Writes down that a change was asked for; a worker of the reconcilers follows how it goes.</summary>
    /// <param name="service">Null: the whole stack.</param>
    public Deployment Begin(DeploymentKind kind, string stack, string? service, int from, int to)
    {
        var deployment = new Deployment(Ids.NextDeployment(), stack, service, kind, from, to, DeploymentState.Running, Actor, Now);
        Tx.Put(deployment);
        return deployment;
    }

    /// <summary>A change of one service: the stack's revision stays.</summary>
    public Deployment Begin(DeploymentKind kind, Service service)
    {
        var revision = Tx.State.FindStack(service.Stack)?.Revision ?? 0;
        return Begin(kind, service.Stack, service.Name, revision, revision);
    }

    /// <summary>Nothing is to be done; what was begun before may not be through.</summary>
    /// <param name="service">Null: the whole stack.</param>
    public ChangeOutcome.Unchanged Unchanged(string stack, string? service, string reason)
    {
        var newest = Newest(stack, service);
        return new ChangeOutcome.Unchanged(stack, reason) { UnderWay = newest is { State: DeploymentState.Running } ? newest.Id : null };
    }

    /// <summary>The last change of the whole stack, or of this service alone if that came later.</summary>
    public Deployment? Newest(string stack, string? service) =>
        Tx.State.DeploymentsOf(stack).LastOrDefault(d => d.Service is null || d.Service == service);

    public void Tell(string type, string message, string? stack = null, string? service = null) =>
        Tx.AddEvent(new ClusterEvent(Now, type, message) { Stack = stack, Service = service, Actor = Actor });
}
