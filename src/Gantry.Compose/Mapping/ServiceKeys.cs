using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of a service. This table is the list of what a compose file may say about one.</summary>
internal static class ServiceKeys
{
    public static readonly KeyTable<ServiceDraft> Table = new(
        "services.*",
        new Dictionary<string, Action<ServiceDraft, Value>>
        {
            ["annotations"] = static (s, v) => s.Container = s.Container with { Annotations = v.Texts() },
            ["attach"] = static (_, v) => OfComposeAlone(v, "docker compose up", v.Bool() is not null),
            ["blkio_config"] = static (s, v) => s.Container = s.Container with { BlockIo = BlockIoKeys.Read(v) },
            ["build"] = BuildKeys.Read,
            ["cap_add"] = static (s, v) => s.Container = s.Container with { CapAdd = v.Words() },
            ["cap_drop"] = static (s, v) => s.Container = s.Container with { CapDrop = v.Words() },
            ["cgroup"] = static (s, v) => NamespaceKeys.Change(s, n => n with { Cgroup = NamespaceKeys.Read(v, "host", "private") }),
            ["cgroup_parent"] = static (s, v) => s.Container = s.Container with { CgroupParent = v.WordIfAny() },
            ["command"] = static (s, v) => s.Container = s.Container with { Command = ContainerValues.Words(v) },
            ["configs"] = GrantKeys.ReadConfigs,
            ["container_name"] = static (s, v) => s.ContainerName = PeerKeys.ContainerName(v) is { } name ? new Given<string>(name, v.Position) : null,
            ["cpu_period"] = static (s, v) => TuningKeys.Change(s, (CpuTuning c) => c with { PeriodMicros = TuningKeys.Micros(v) }),
            ["cpu_quota"] = static (s, v) => TuningKeys.Change(s, (CpuTuning c) => c with { QuotaMicros = TuningKeys.Micros(v, least: -1) }),
            ["cpu_rt_period"] = static (s, v) => TuningKeys.Change(s, (CpuTuning c) => c with { RealtimePeriodMicros = TuningKeys.Micros(v) }),
            ["cpu_rt_runtime"] = static (s, v) => TuningKeys.Change(s, (CpuTuning c) => c with { RealtimeRuntimeMicros = TuningKeys.Micros(v) }),
            ["cpu_shares"] = static (s, v) => TuningKeys.Change(s, (CpuTuning c) => c with { Shares = v.Long() ?? 0 }),
            ["cpus"] = static (s, v) => s.ServiceResources.CpuLimit = ResourceKeys.Cpus(v),
            ["cpuset"] = static (s, v) => TuningKeys.Change(s, (CpuTuning c) => c with { Set = v.WordIfAny() }),
            ["depends_on"] = DependencyKeys.Read,
            ["deploy"] = static (s, v) => DeployKeys.Table.Read(v, s),
            ["develop"] = static (_, v) =>
            {
                DevelopKeys.Table.Read(v, v);
                OfComposeAlone(v, "docker compose watch", isRead: true);
            },
            ["device_cgroup_rules"] = DeviceKeys.ReadRules,
            ["devices"] = DeviceKeys.Read,
            ["dns"] = static (s, v) => PeerKeys.Change(s, n => n with { Servers = PeerKeys.Servers(v) }),
            ["dns_opt"] = static (s, v) => PeerKeys.Change(s, n => n with { Options = PeerKeys.Words(v) }),
            ["dns_search"] = static (s, v) => PeerKeys.Change(s, n => n with { Search = PeerKeys.Words(v) }),
            ["domainname"] = static (s, v) => s.Container = s.Container with { Domainname = v.WordIfAny() },
            ["entrypoint"] = static (s, v) => s.Container = s.Container with { Entrypoint = ContainerValues.Words(v) },
            ["env_file"] = EnvironmentKeys.ReadFiles,
            ["environment"] = EnvironmentKeys.Read,
            ["expose"] = static (s, v) => s.Container = s.Container with { Expose = PeerKeys.Expose(v) },
            ["extra_hosts"] = static (s, v) => s.Container = s.Container with { ExtraHosts = ContainerValues.ExtraHosts(v) },
            ["gpus"] = DeviceKeys.ReadGpus,
            ["group_add"] = static (s, v) => s.Container = s.Container with { GroupAdd = [.. v.Items().Select(i => i.Anything()).OfType<string>()] },
            ["healthcheck"] = static (s, v) => s.Container = s.Container with { HealthCheck = HealthKeys.Read(v) },
            ["hostname"] = static (s, v) => s.Container = s.Container with { Hostname = ContainerValues.Hostname(v) },
            ["image"] = static (s, v) => s.Container = s.Container with { Image = ContainerValues.Image(v) ?? "" },
            ["init"] = static (s, v) => s.Container = s.Container with { Init = v.Bool() },
            ["ipc"] = static (s, v) => NamespaceKeys.Change(s, n => n with { Ipc = NamespaceKeys.ReadShared(s, v, "host", "private", "shareable", "none") }),
            ["label_file"] = LabelKeys.ReadFiles,
            ["labels"] = static (s, v) => s.Container = s.Container with { Labels = LabelKeys.Read(v) },
            ["links"] = LinkKeys.Read,
            ["logging"] = static (s, v) => s.Container = s.Container with { Logging = LoggingKeys.Read(v) },
            ["mac_address"] = static (s, v) => s.Container = s.Container with { MacAddress = PeerKeys.MacAddress(v) },
            ["mem_limit"] = static (s, v) => s.ServiceResources.MemoryLimit = ResourceKeys.Memory(v),
            ["mem_reservation"] = static (s, v) => s.ServiceResources.MemoryReservation = ResourceKeys.Memory(v),
            ["mem_swappiness"] = static (s, v) => TuningKeys.Change(s, (MemoryTuning m) => m with { Swappiness = TuningKeys.Swappiness(v) }),
            ["memswap_limit"] = static (s, v) => TuningKeys.Change(s, (MemoryTuning m) => m with { WithSwapBytes = TuningKeys.SwapBytes(v) }),
            ["network_mode"] = NamespaceKeys.ReadNetworkMode,
            ["networks"] = AttachmentKeys.Read,
            ["oom_kill_disable"] = static (s, v) => TuningKeys.Change(s, (MemoryTuning m) => m with { OomKillDisable = v.Bool() ?? false }),
            ["oom_score_adj"] = static (s, v) => TuningKeys.Change(s, (MemoryTuning m) => m with { OomScoreAdj = TuningKeys.OomScoreAdj(v) }),
            ["pid"] = static (s, v) => NamespaceKeys.Change(s, n => n with { Pid = NamespaceKeys.ReadShared(s, v, "host") }),
            ["pids_limit"] = static (s, v) => s.ServiceResources.PidsLimit = ResourceKeys.Pids(v),
            ["platform"] = static (s, v) => s.Placement = s.Placement with { Platform = ContainerValues.Platform(v) },
            ["ports"] = PortKeys.Read,
            ["privileged"] = static (s, v) => s.Container = s.Container with { Privileged = v.Bool() ?? false },
            ["profiles"] = static (s, v) => s.Profiles = v.Words(),
            ["pull_policy"] = static (s, v) => s.Container = ContainerValues.WithPullPolicy(s.Container, v),
            ["read_only"] = static (s, v) => s.Container = s.Container with { ReadOnly = v.Bool() ?? false },
            ["restart"] = static (s, v) => s.Restart = ContainerValues.Restart(v),
            ["runtime"] = static (s, v) => s.Container = s.Container with { Runtime = v.WordIfAny() },
            ["scale"] = static (s, v) => s.Scale = v.Int() is { } count ? new Given<int>(count, v.Position) : null,
            ["secrets"] = GrantKeys.ReadSecrets,
            ["security_opt"] = static (s, v) => s.Container = s.Container with { SecurityOpt = SecurityKeys.Read(v, s.Scope.Bundle) },
            ["shm_size"] = static (s, v) => s.Container = s.Container with { ShmSizeBytes = v.Bytes() ?? 0 },
            ["stdin_open"] = static (s, v) => s.Container = s.Container with { StdinOpen = v.Bool() ?? false },
            ["stop_grace_period"] = static (s, v) => s.Container = s.Container with { StopGracePeriod = v.Duration() },
            ["stop_signal"] = static (s, v) => s.Container = s.Container with { StopSignal = v.WordIfAny() },
            ["storage_opt"] = static (s, v) => s.Container = s.Container with { StorageOptions = v.Texts() },
            ["sysctls"] = static (s, v) => s.Container = s.Container with { Sysctls = v.Texts() },
            ["tmpfs"] = MountKeys.ReadTmpfs,
            ["tty"] = static (s, v) => s.Container = s.Container with { Tty = v.Bool() ?? false },
            ["ulimits"] = static (s, v) => s.Container = s.Container with { Ulimits = UlimitKeys.Read(v) },
            ["user"] = static (s, v) => s.Container = s.Container with { User = v.WordIfAny() },
            ["userns_mode"] = static (s, v) => NamespaceKeys.Change(s, n => n with { User = NamespaceKeys.Read(v, "host") }),
            ["uts"] = static (s, v) => NamespaceKeys.Change(s, n => n with { Uts = NamespaceKeys.Read(v, "host") }),
            ["volumes"] = MountKeys.Read,
            ["volumes_from"] = LinkKeys.ReadVolumesFrom,
            ["working_dir"] = static (s, v) => s.Container = s.Container with { WorkingDir = v.WordIfAny() },
            ["x-gantry"] = static (s, v) => GantryKeys.Table.Read(v, s),
        },
        "cpu_count", "cpu_percent", "credential_spec", "external_links", "isolation", "models", "post_start", "pre_start", "pre_stop",
        "provider", "use_api_socket");

    private static void OfComposeAlone(Value value, string command, bool isRead)
    {
        if (isRead)
            value.Log.Warn(value.Position, "no_effect", $"{value.Path} says something to `{command}` alone and has no effect here.");
    }

    public static ServiceDraft Read(string name, Value value, StackScope scope)
    {
        var draft = new ServiceDraft(name, value, scope);
        Table.Read(value, draft);
        LinkKeys.AddDependencies(draft);
        if (value.Node is YamlNode.Map map && map["image"] is null or { IsNull: true } && map["provider"] is null && draft.Build is null)
        {
            value.Error(
                "no_image",
                $"{value.Path} has no image.",
                "Add `image:` with the image to run, or `build:` with the folder to build it from.");
        }

        return draft;
    }
}
