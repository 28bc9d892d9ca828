using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Api.Views;

/// <summary>A stack as the API shows it. Pure.</summary>
internal static class StackView
{
    public static StackItem Of(Snapshot state, Stack stack)
    {
        var (services, wanted, inService, isHealthy) = (0, 0, 0, true);
        foreach (var service in state.ServicesOf(stack.Name))
        {
            var count = ServiceCount.Of(state, service);
            services++;
            wanted += count.Wanted;
            inService += count.InService;
            isHealthy &= count.InService >= count.Wanted && !service.IsHalted && HeldPorts.ReasonOf(state, service) is null;
        }

        var newest = state.DeploymentsOf(stack.Name).LastOrDefault();
        return new StackItem(
            stack.Name,
            StateOf(stack, newest, isHealthy),
            stack.Revision,
            services,
            wanted,
            inService,
            stack.CreatedAt,
            stack.UpdatedAt,
            stack.UpdatedBy,
            newest?.Id.ToString());
    }

    private static string StateOf(Stack stack, Deployment? newest, bool isHealthy)
    {
        if (stack.IsRemoved)
            return "removing";
        if (stack.IsStopped)
            return "stopped";
        if (newest is { State: DeploymentState.Running })
            return "updating";
        return isHealthy ? "running" : "degraded";
    }
}
