using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Services;

namespace Gantry.Manager.Api.Views;

/// <summary>A service as the API shows it. Pure.</summary>
internal static class ServiceView
{
    public static ServiceItem Of(Snapshot state, Service service)
    {
        var count = ServiceCount.Of(state, service);
        var spec = service.Spec;
        return new ServiceItem(
            service.Id,
            service.Stack,
            service.Name,
            service.FullName,
            StateOf(state, service, count),
            spec.Mode,
            spec.Container.Image,
            count.Wanted,
            count.Running,
            count.InService,
            service.Revision,
            PortsOf(service, spec),
            [.. OverrideText.Of(service)],
            BlockedOf(state, service, count),
            service.CreatedAt,
            service.UpdatedAt,
            spec);
    }

    public static string StateOf(Snapshot state, Service service, ServiceCount count)
    {
        if (service.IsRemoved)
            return "removing";
        if (service.IsStopped)
            return "stopped";
        if (NewestChange(state, service) is { State: DeploymentState.Running })
            return "updating";
        if (count is { Wanted: 0, Completed: > 0 })
            return "complete";
        return count.InService >= count.Wanted && !service.IsHalted && HeldPorts.ReasonOf(state, service) is null ? "running" : "degraded";
    }

    public static IReadOnlyList<string> PortsOf(Service service, ServiceSpec spec)
    {
        if (spec.Ports.Count == 0 && spec.Container.HostPorts.Count == 0)
            return [];
        return [.. spec.Ports.Select(service.Numbered).Concat(spec.Container.HostPorts).Select(p => p.ToString())];
    }

    private static Deployment? NewestChange(Snapshot state, Service service) =>
        state.DeploymentsOf(service.Stack).LastOrDefault(d => d.Service is null || d.Service == service.Name);

    private static string? BlockedOf(Snapshot state, Service service, ServiceCount count)
    {
        if (service.IsHalted)
            return service.HaltReason;
        if (count.InService >= count.Wanted)
            return HeldPorts.ReasonOf(state, service);
        var progress = NewestChange(state, service)?.Services.FirstOrDefault(p => p.Service == service.Name);
        if (progress?.Blocked is { } blocked)
            return blocked;
        var stuck = state.TasksOf(service.Id).FirstOrDefault(t => t.WantsNode);
        return stuck is null ? null : $"{stuck.Name}: {stuck.Observed.Message}";
    }
}
