using Gantry.Model.Networks;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Volumes;

namespace Gantry.Manager.Control;

/// <summary>
/// What in a stack reaches out of its containers into the nodes: whoever gives it to a container of their own can become root
/// on the node, so it takes the right to administer the cluster. Pure, and of the model: however a file wrote it.
/// </summary>
internal static class HostReach
{
    // What the engine gives to every container anyway.
    private static readonly HashSet<string> UsualCapabilities = new(StringComparer.OrdinalIgnoreCase)
    {
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    };

    /// <returns>One field a line, with what it asks for.</returns>
    public static IEnumerable<string> Of(StackSpec stack) => Of(stack.Services, stack.Networks, stack.Volumes);

    /// <summary>Of one service, and of what it uses of its stack.</summary>
    public static IEnumerable<string> Of(ServiceSpec service, StackRevision revision) => Of(
        [service],
        revision.Networks.Where(n => service.Container.Networks.Any(a => a.Network == n.Name)),
        revision.Volumes.Where(v => service.Container.Mounts.Any(m => m.Type is MountType.Volume && m.Source == v.Name)));

    private static IEnumerable<string> Of(IEnumerable<ServiceSpec> services, IEnumerable<NetworkSpec> networks, IEnumerable<VolumeSpec> volumes) =>
    [
        .. services.SelectMany(s => OfContainer(s.Container).Select(field => $"services.{s.Name}.{field}")),
        .. networks.Where(n => n.Driver != "bridge" || n.Options.Count > 0).Select(n => $"networks.{n.Name}: driver {n.Driver}{Options(n.Options)}"),
        .. volumes.Where(ReachesOut).Select(v => $"volumes.{v.Name}: driver {v.Driver}{Options(v.Options)}"),
    ];

    private static IEnumerable<string> OfContainer(ContainerSpec container) =>
    [
        .. container.Mounts.Where(m => m.Type is MountType.Bind).Select(m => $"volumes: {m.Source} of the node"),
        .. Fields(container),
        .. OfNamespaces(container.Namespaces),
        .. container.CapAdd.Where(c => !UsualCapabilities.Contains(Bare(c))).Select(c => $"cap_add: {c}"),
        .. container.SecurityOpt.Where(o => !o.StartsWith("no-new-privileges", StringComparison.Ordinal)).Select(o => $"security_opt: {Start(o)}"),
        .. container.Sysctls.Keys.Where(k => !k.StartsWith("net.", StringComparison.Ordinal)).Select(k => $"sysctls: {k}"),
        .. container.Devices?.Mapped.Select(d => $"devices: {d.Source}") ?? [],
        .. container.Devices?.CgroupRules.Select(r => $"device_cgroup_rules: {r}") ?? [],
        .. container.Devices?.Requests.Select(r => $"devices: of driver {r.Driver ?? "any"}") ?? [],
    ];

    private static IEnumerable<string> Fields(ContainerSpec container)
    {
        if (container.Privileged)
            yield return "privileged: true";
        if (container.Runtime is { } runtime)
            yield return $"runtime: {runtime}";
        if (container.CgroupParent is { } parent)
            yield return $"cgroup_parent: {parent}";
    }

    private static IEnumerable<string> OfNamespaces(Namespaces? namespaces) =>
        new[]
        {
            ("network_mode", namespaces?.Network),
            ("pid", namespaces?.Pid),
            ("ipc", namespaces?.Ipc),
            ("uts", namespaces?.Uts),
            ("userns_mode", namespaces?.User),
            ("cgroup", namespaces?.Cgroup),
        }.Where(n => n.Item2 is not (null or "none" or "private" or "shareable")).Select(n => $"{n.Item1}: {n.Item2}");

    // Memory is the volume's own. Everything else that the local driver mounts is on the node or on a machine that the node
    // can reach: `device` with `o: bind`, an overlay's `lowerdir`, NFS. Other drivers are programs on the node.
    private static bool ReachesOut(VolumeSpec volume) =>
        volume.Driver != "local" || (volume.Options.Count > 0 && volume.Options.GetValueOrDefault("type") != "tmpfs");

    private static string Options(IReadOnlyDictionary<string, string> options) =>
        options.Count == 0 ? "" : $" with {string.Join(", ", options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}"))}";

    private static string Bare(string capability) => capability.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? capability[4..] : capability;

    // A profile may be a whole file.
    private static string Start(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
