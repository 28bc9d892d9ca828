using System.Text.Json.Nodes;
using Gantry.Model.Services;
using static Gantry.Compose.Writing.ComposeTree;

namespace Gantry.Compose.Writing;

/// <summary>The <c>deploy</c> section of a service.</summary>
internal static class DeployTree
{
    public static JsonObject Of(ServiceSpec service)
    {
        var (limits, reservation) = (service.Container.Limits, service.Container.Reservation);
        var requests = service.Container.Devices?.Requests ?? [];
        var reserved = Of(reservation)
            .Add("devices", requests.Count > 0, () => HostTree.Of(requests))
            .Add("generic_resources", service.GenericResources.Count > 0, () => Of(service.GenericResources));
        var isGlobal = service.Mode is ServiceMode.Global or ServiceMode.GlobalJob;
        return new JsonObject { ["mode"] = ModeOf(service.Mode) }
            .Add("endpoint_mode", service.EndpointMode is not null, () => service.EndpointMode is EndpointMode.Vip ? "vip" : "dnsrr")
            .Add("labels", service.Labels.Count > 0, () => Texts(service.Labels))
            .Add("placement", HasPlacement(service.Placement), () => Of(service.Placement))
            .Add("replicas", !isGlobal, () => service.Replicas)
            .Add("resources", limits != Reservation.None || reserved.Count > 0, () => new JsonObject()
                .Add("limits", limits != Reservation.None, () => Of(limits))
                .Add("reservations", reserved.Count > 0, () => reserved))
            .Add("restart_policy", true, () => Of(service.Restart))
            .Add("rollback_config", service.Rollback is not null, () => Of(service.Rollback!))
            .Add("update_config", service.Update is not null, () => Of(service.Update!));
    }

    private static string ModeOf(ServiceMode mode) => mode switch
    {
        ServiceMode.Global => "global",
        ServiceMode.ReplicatedJob => "replicated-job",
        ServiceMode.GlobalJob => "global-job",
        ServiceMode.Replicated or ServiceMode.Unrecognized => "replicated",
        _ => throw new InvalidOperationException($"{mode} has no name in a file."),
    };

    private static JsonObject Of(UpdatePolicy policy) => new JsonObject
    {
        ["failure_action"] = policy.FailureAction.ToString().ToLowerInvariant(),
        ["order"] = policy.Order is UpdateOrder.StartFirst ? "start-first" : "stop-first",
        ["parallelism"] = policy.Parallelism,
    }
        .Add("delay", policy.Delay > TimeSpan.Zero, () => Duration(policy.Delay))
        .Add("max_failure_ratio", policy.MaxFailureRatio > 0, () => policy.MaxFailureRatio)
        .Add("monitor", policy.Monitor is not null, () => Duration(policy.Monitor!.Value));

    private static bool HasPlacement(Placement placement) =>
        placement.Constraints.Count > 0 || placement.SpreadOver.Count > 0 || placement.MaxReplicasPerNode > 0;

    private static JsonObject Of(Placement placement) => new JsonObject()
        .Add("constraints", placement.Constraints.Count > 0, () => Texts(placement.Constraints))
        .Add("max_replicas_per_node", placement.MaxReplicasPerNode > 0, () => placement.MaxReplicasPerNode)
        .Add("preferences", placement.SpreadOver.Count > 0, () => new JsonArray([.. placement.SpreadOver.Select(p => new JsonObject { ["spread"] = Text(p) })]));

    private static JsonObject Of(Reservation amounts) => new JsonObject()
        .Add("cpus", amounts.CpuNanos > 0, () => Cpus(amounts.CpuNanos))
        .Add("memory", amounts.MemoryBytes > 0, () => Bytes(amounts.MemoryBytes))
        .Add("pids", amounts.Pids > 0, () => amounts.Pids);

    private static JsonArray Of(IReadOnlyList<GenericResource> resources) => new(
    [
        .. resources.Select(r => new JsonObject { ["discrete_resource_spec"] = new JsonObject { ["kind"] = Text(r.Kind), ["value"] = r.Value } }),
    ]);

    private static JsonObject Of(RestartPolicy policy) => new JsonObject
    {
        ["condition"] = policy.Condition is RestartCondition.None ? "none" : policy.Condition is RestartCondition.OnFailure ? "on-failure" : "any",
    }
        .Add("delay", policy.Delay > TimeSpan.Zero, () => Duration(policy.Delay))
        .Add("max_attempts", policy.MaxAttempts is not null, () => policy.MaxAttempts)
        .Add("window", policy.Window > TimeSpan.Zero, () => Duration(policy.Window));
}
