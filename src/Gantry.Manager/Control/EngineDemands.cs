using Gantry.Manager.Schedule.Filters;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>
/// What of a stack no engine of the cluster is new enough for: an older one would ignore it in silence. Where some are, the
/// others refuse their tasks by name: see the worker's FieldVersions. Pure.
/// </summary>
internal static class EngineDemands
{
    private const int MostNamed = 3;

    // The key; the first API version, with its engine, that knows it; who asks for it.
    private static readonly (string Key, VersionNumber Since, string Engine, Func<ContainerSpec, bool> IsAsked)[] Demands =
    [
        ("annotations", VersionNumber.Of(1, 43), "24.0", c => c.Annotations.Count > 0),
        ("volumes.bind.recursive with create_host_path", VersionNumber.Of(1, 42), "23.0", c => c.Mounts.Any(m => m is { Recursive: not null, CreateHostPath: true })),
        ("volumes.bind.recursive", VersionNumber.Of(1, 44), "25.0", c => c.Mounts.Any(m => m.Recursive is "writable" or "readonly")),
        ("volumes.volume.subpath", VersionNumber.Of(1, 45), "26.0", c => c.Mounts.Any(m => m.Subpath is not null)),
        ("networks.gw_priority", VersionNumber.Of(1, 48), "28.0", c => c.Networks.Any(n => n.GatewayPriority is not null)),
        ("mac_address on another network than the first", VersionNumber.Of(1, 44), "25.0", c => c.Networks.Skip(1).Any(n => n.MacAddress is not null)),
    ];

    // Without it a container is only found healthy later.
    private static readonly VersionNumber SinceStartInterval = VersionNumber.Of(1, 44);

    /// <returns>One sentence for each that a service asks for.</returns>
    public static IEnumerable<string> Unmet(Snapshot state, StackSpec stack)
    {
        var nodes = state.Nodes.OrderBy(n => n.Name, StringComparer.Ordinal).ToList();
        if (nodes.Count == 0 || nodes.Exists(n => VersionNumber.TryParse(n.Facts.EngineApiVersion) is null))
            return [];

        var newest = nodes.Select(n => VersionNumber.TryParse(n.Facts.EngineApiVersion)).Max();
        var spoken = Spoken(nodes);
        return from service in stack.Services
               from demand in Demands
               where demand.Since.CompareTo(newest) > 0 && demand.IsAsked(service.Container)
               select $"Service '{service.Name}': {demand.Key} needs an engine with API {demand.Since} (Docker Engine {demand.Engine}), and no node has one "
                   + $"({spoken}). Upgrade an engine, or remove it.";
    }

    /// <returns>One sentence for each key that older engines of the cluster do without: workers leave it out there.</returns>
    public static IEnumerable<string> LeftOut(Snapshot state, StackSpec stack)
    {
        var older = state.Nodes
            .Where(n => VersionNumber.TryParse(n.Facts.EngineApiVersion)?.CompareTo(SinceStartInterval) < 0)
            .OrderBy(n => n.Name, StringComparer.Ordinal)
            .ToList();
        return from service in stack.Services
               where older.Count > 0 && service.Container.HealthCheck?.StartInterval is not null
               select $"Service '{service.Name}': healthcheck.start_interval needs an engine with API {SinceStartInterval} (Docker Engine 25.0) and is left out on an "
                   + $"older one ({Spoken(older)}): there a container that starts is checked every healthcheck.interval.";
    }

    private static string Spoken(List<Node> nodes) =>
        string.Join(", ", nodes.Take(MostNamed).Select(n => $"{n.Name} speaks {n.Facts.EngineApiVersion}")) + (nodes.Count > MostNamed ? ", …" : "");
}
