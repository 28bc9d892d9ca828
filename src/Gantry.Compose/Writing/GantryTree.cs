using System.Text.Json.Nodes;
using Gantry.Model.Services;
using static Gantry.Compose.Writing.ComposeTree;

namespace Gantry.Compose.Writing;

/// <summary>The <c>x-gantry</c> section of a service.</summary>
internal static class GantryTree
{
    public static JsonObject Of(ServiceSpec service) => new JsonObject()
        .Add("affinity", service.Placement.Affinities.Count > 0, () => Of(service.Placement.Affinities))
        .Add("anti_affinity", service.Placement.AntiAffinities.Count > 0, () => Of(service.Placement.AntiAffinities))
        .Add("node_loss", service.NodeLoss is not null, () => Of(service.NodeLoss!))
        .Add("prefer", service.Placement.Preferences.Count > 0, () => new JsonArray([.. service.Placement.Preferences.Select(Of)]))
        .Add("probes", service.Container.Probes.Count > 0, () => new JsonArray([.. service.Container.Probes.Select(Of)]))
        .Add("strategy", service.Placement.Strategy is not null, () => service.Placement.Strategy!.Value.ToString().ToLowerInvariant());

    private static JsonArray Of(IReadOnlyList<ServiceAffinity> affinities) => new(
    [
        .. affinities.Select(a => new JsonObject { ["service"] = Text(a.Service) }.Add("weight", a.Weight is not null, () => a.Weight)),
    ]);

    private static JsonObject Of(NodePreference preference) =>
        new() { ["constraint"] = Text(preference.Constraint), ["weight"] = preference.Weight };

    private static JsonObject Of(NodeLossPolicy policy) => new JsonObject()
        .Add("replace_after", policy.Keeps || policy.ReplaceAfter > TimeSpan.Zero, () => policy.Keeps ? "never" : Duration(policy.ReplaceAfter))
        .Add("stop_after", policy.StopAfter is not null, () => Duration(policy.StopAfter!.Value));

    private static JsonObject Of(Probe probe)
    {
        var tree = new JsonObject { ["retries"] = probe.Retries };
        tree.Add("interval", probe.Interval is not null, () => Duration(probe.Interval!.Value));
        tree.Add("start_period", probe.StartPeriod > TimeSpan.Zero, () => Duration(probe.StartPeriod));
        tree.Add("timeout", probe.Timeout is not null, () => Duration(probe.Timeout!.Value));
        return tree
            .Add("command", probe.Kind is ProbeKind.Command, () => Texts(probe.Command ?? []))
            .Add("http", probe.Kind is ProbeKind.Http, () => new JsonObject { ["path"] = Text(probe.Path), ["port"] = probe.Port })
            .Add("tcp", probe.Kind is ProbeKind.Tcp, () => new JsonObject { ["port"] = probe.Port });
    }
}
