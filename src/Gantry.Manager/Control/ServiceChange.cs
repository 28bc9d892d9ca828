using Gantry.Model.Deployments;
using Gantry.Model.Services;

namespace Gantry.Manager.Control;

/// <summary>What all changes of one service begin with.</summary>
internal static class ServiceChange
{
    extension(ChangeContext context)
    {
        /// <param name="change">Gets the service as it is; it may be changed.</param>
        public ChangeOutcome OnService(ServiceId id, ServiceCondition condition, Func<Service, ChangeOutcome> change)
        {
            if (context.Tx.State.Find(id) is not { IsRemoved: false } service)
                return Absence.OfService(context.Tx.State.Find(id)?.FullName ?? id.ToString());
            if (condition.Refuse(context.Tx.State, service) is { } stale)
                return new ChangeOutcome.Stale(stale);
            return change(service);
        }

        /// <summary>Writes down that the service changes.</summary>
        /// <param name="what">Goes behind the actor's name, for example <c>scaled shop_web to 3</c>.</param>
        public ChangeOutcome MadeOf(Service service, DeploymentKind kind, string type, string what)
        {
            var deployment = context.Begin(kind, service);
            context.Tell(type, $"{context.Actor} {what}.", service.Stack, service.Name);
            return new ChangeOutcome.Made(service.Stack, deployment.Id);
        }
    }
}
