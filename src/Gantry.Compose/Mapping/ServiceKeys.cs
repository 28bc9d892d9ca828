using Gantry.Compose.Reading;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of a service. This table is the list of what a compose file may say about one.</summary>
internal static class ServiceKeys
{
    // Refused by name already: that the image is missing too would only hide it.
    private static readonly string[] OtherSources = ["build", "provider"];

    public static readonly KeyTable<ServiceDraft> Table = new(
        "services.*",
        new Dictionary<string, Action<ServiceDraft, Value>>
        {
            ["cap_add"] = static (s, v) => s.Container = s.Container with { CapAdd = v.Words() },
            ["cap_drop"] = static (s, v) => s.Container = s.Container with { CapDrop = v.Words() },
            ["command"] = static (s, v) => s.Container = s.Container with { Command = ContainerValues.Words(v) },
            ["cpus"] = static (s, v) => s.ServiceResources.CpuLimit = ResourceKeys.Cpus(v),
            ["depends_on"] = DependencyKeys.Read,
            ["deploy"] = static (s, v) => DeployKeys.Table.Read(v, s),
            ["entrypoint"] = static (s, v) => s.Container = s.Container with { Entrypoint = ContainerValues.Words(v) },
            ["env_file"] = EnvironmentKeys.ReadFiles,
            ["environment"] = EnvironmentKeys.Read,
            ["extra_hosts"] = static (s, v) => s.Container = s.Container with { ExtraHosts = ContainerValues.ExtraHosts(v) },
            ["healthcheck"] = static (s, v) => s.Container = s.Container with { HealthCheck = HealthKeys.Read(v) },
            ["hostname"] = static (s, v) => s.Container = s.Container with { Hostname = ContainerValues.Hostname(v) },
            ["image"] = static (s, v) => s.Container = s.Container with { Image = ContainerValues.Image(v) ?? "" },
            ["init"] = static (s, v) => s.Container = s.Container with { Init = v.Bool() },
            ["label_file"] = LabelKeys.ReadFiles,
            ["labels"] = static (s, v) => s.Container = s.Container with { Labels = LabelKeys.Read(v) },
            ["logging"] = static (s, v) => s.Container = s.Container with { Logging = LoggingKeys.Read(v) },
            ["mem_limit"] = static (s, v) => s.ServiceResources.MemoryLimit = ResourceKeys.Memory(v),
            ["mem_reservation"] = static (s, v) => s.ServiceResources.MemoryReservation = ResourceKeys.Memory(v),
            ["networks"] = AttachmentKeys.Read,
            ["pids_limit"] = static (s, v) => s.ServiceResources.PidsLimit = ResourceKeys.Pids(v),
            ["platform"] = static (s, v) => s.Placement = s.Placement with { Platform = ContainerValues.Platform(v) },
            ["ports"] = PortKeys.Read,
            ["profiles"] = static (s, v) => s.Profiles = v.Words(),
            ["pull_policy"] = static (s, v) => s.Container = s.Container with { PullPolicy = ContainerValues.PullPolicyOf(v) },
            ["read_only"] = static (s, v) => s.Container = s.Container with { ReadOnly = v.Bool() ?? false },
            ["restart"] = static (s, v) => s.Restart = ContainerValues.Restart(v),
            ["scale"] = static (s, v) => s.Scale = v.Int() is { } count ? new Given<int>(count, v.Position) : null,
            ["shm_size"] = static (s, v) => s.Container = s.Container with { ShmSizeBytes = v.Bytes() ?? 0 },
            ["stdin_open"] = static (s, v) => s.Container = s.Container with { StdinOpen = v.Bool() ?? false },
            ["stop_grace_period"] = static (s, v) => s.Container = s.Container with { StopGracePeriod = v.Duration() },
            ["stop_signal"] = static (s, v) => s.Container = s.Container with { StopSignal = v.WordIfAny() },
            ["sysctls"] = static (s, v) => s.Container = s.Container with { Sysctls = v.Texts() },
            ["tmpfs"] = MountKeys.ReadTmpfs,
            ["tty"] = static (s, v) => s.Container = s.Container with { Tty = v.Bool() ?? false },
            ["ulimits"] = static (s, v) => s.Container = s.Container with { Ulimits = UlimitKeys.Read(v) },
            ["user"] = static (s, v) => s.Container = s.Container with { User = v.WordIfAny() },
            ["volumes"] = MountKeys.Read,
            ["working_dir"] = static (s, v) => s.Container = s.Container with { WorkingDir = v.WordIfAny() },
            ["x-gantry"] = static (s, v) => GantryKeys.Table.Read(v, s),
        },
        "annotations", "attach", "blkio_config", "build", "cgroup", "cgroup_parent", "configs", "container_name", "cpu_count",
        "cpu_percent", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares", "cpuset", "credential_spec",
        "develop", "device_cgroup_rules", "devices", "dns", "dns_opt", "dns_search", "domainname", "expose",
        "external_links", "gpus", "group_add", "ipc", "isolation", "links", "mac_address", "mem_swappiness",
        "memswap_limit", "models", "network_mode", "oom_kill_disable", "oom_score_adj", "pid", "post_start", "pre_start", "pre_stop",
        "privileged", "provider", "runtime", "secrets", "security_opt", "storage_opt", "use_api_socket", "userns_mode", "uts",
        "volumes_from");

    public static ServiceDraft Read(string name, Value value, StackScope scope)
    {
        var draft = new ServiceDraft(name, value, scope);
        Table.Read(value, draft);
        if (value.Node is YamlNode.Map map && map["image"] is null or { IsNull: true } && !OtherSources.Any(s => map[s] is not null))
        {
            value.Error(
                "no_image",
                $"{value.Path} has no image.",
                "Add `image:` with the image to run.");
        }

        return draft;
    }
}
