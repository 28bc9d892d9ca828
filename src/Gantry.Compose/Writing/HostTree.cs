using System.Text.Json.Nodes;
using Gantry.Model.Services;
using static Gantry.Compose.Writing.ComposeTree;

namespace Gantry.Compose.Writing;

/// <summary>What a service has of its node: namespaces, devices, and how the kernel shares with it.</summary>
internal static class HostTree
{
    public static void Add(JsonObject tree, ContainerSpec container)
    {
        AddNamespaces(tree, container.Namespaces ?? new Namespaces());
        AddDevices(tree, container.Devices ?? new DeviceAccess());
        AddCpu(tree, container.Cpu ?? new CpuTuning());
        AddMemory(tree, container.Memory ?? new MemoryTuning());
        tree
            .Add("annotations", container.Annotations.Count > 0, () => Texts(container.Annotations))
            .Add("blkio_config", container.BlockIo is not null, () => Of(container.BlockIo!))
            .Add("cgroup_parent", container.CgroupParent is not null, () => Text(container.CgroupParent!))
            .Add("group_add", container.GroupAdd.Count > 0, () => Texts(container.GroupAdd))
            .Add("privileged", container.Privileged, () => true)
            .Add("runtime", container.Runtime is not null, () => Text(container.Runtime!))
            .Add("security_opt", container.SecurityOpt.Count > 0, () => Texts(container.SecurityOpt))
            .Add("storage_opt", container.StorageOptions.Count > 0, () => Texts(container.StorageOptions));
    }

    /// <summary>Devices that a driver picks, as <c>deploy</c> reserves them; <c>gpus</c> is short for some of these.</summary>
    public static JsonArray Of(IReadOnlyList<DeviceRequest> requests) => new(
    [
        .. requests.Select(r => new JsonObject { ["capabilities"] = Texts(r.Capabilities) }
            .Add("count", r.Count > 0, () => r.Count)
            .Add("count", r.Count < 0, () => "all")
            .Add("device_ids", r.Ids.Count > 0, () => Texts(r.Ids))
            .Add("driver", r.Driver is not null, () => Text(r.Driver!))
            .Add("options", r.Options.Count > 0, () => Texts(r.Options))),
    ]);

    private static void AddNamespaces(JsonObject tree, Namespaces namespaces) => tree
        .Add("cgroup", namespaces.Cgroup is not null, () => namespaces.Cgroup)
        .Add("ipc", namespaces.Ipc is not null, () => namespaces.Ipc)
        .Add("network_mode", namespaces.Network is not null, () => namespaces.Network)
        .Add("pid", namespaces.Pid is not null, () => namespaces.Pid)
        .Add("userns_mode", namespaces.User is not null, () => namespaces.User)
        .Add("uts", namespaces.Uts is not null, () => namespaces.Uts);

    private static void AddDevices(JsonObject tree, DeviceAccess devices) => tree
        .Add("device_cgroup_rules", devices.CgroupRules.Count > 0, () => Texts(devices.CgroupRules))
        .Add("devices", devices.Mapped.Count > 0, () => new JsonArray([.. devices.Mapped.Select(Of)]));

    private static JsonObject Of(Device device) => new()
    {
        ["permissions"] = device.Permissions,
        ["source"] = Text(device.Source),
        ["target"] = Text(device.Target),
    };

    private static void AddCpu(JsonObject tree, CpuTuning cpu) => tree
        .Add("cpu_period", cpu.PeriodMicros != 0, () => cpu.PeriodMicros)
        .Add("cpu_quota", cpu.QuotaMicros != 0, () => cpu.QuotaMicros)
        .Add("cpu_rt_period", cpu.RealtimePeriodMicros != 0, () => cpu.RealtimePeriodMicros)
        .Add("cpu_rt_runtime", cpu.RealtimeRuntimeMicros != 0, () => cpu.RealtimeRuntimeMicros)
        .Add("cpu_shares", cpu.Shares != 0, () => cpu.Shares)
        .Add("cpuset", cpu.Set is not null, () => Text(cpu.Set!));

    private static void AddMemory(JsonObject tree, MemoryTuning memory) => tree
        .Add("mem_swappiness", memory.Swappiness is not null, () => memory.Swappiness)
        .Add("memswap_limit", memory.WithSwapBytes != 0, () => Bytes(memory.WithSwapBytes))
        .Add("oom_kill_disable", memory.OomKillDisable, () => true)
        .Add("oom_score_adj", memory.OomScoreAdj != 0, () => memory.OomScoreAdj);

    private static JsonObject Of(BlockIo io) => new JsonObject()
        .Add("device_read_bps", io.ReadBytes.Count > 0, () => Rates(io.ReadBytes, Bytes))
        .Add("device_read_iops", io.ReadOperations.Count > 0, () => Rates(io.ReadOperations, r => r))
        .Add("device_write_bps", io.WriteBytes.Count > 0, () => Rates(io.WriteBytes, Bytes))
        .Add("device_write_iops", io.WriteOperations.Count > 0, () => Rates(io.WriteOperations, r => r))
        .Add("weight", io.Weight != 0, () => io.Weight)
        .Add("weight_device", io.WeightDevices.Count > 0, () => new JsonArray([.. io.WeightDevices.Select(d => new JsonObject { ["path"] = Text(d.Path), ["weight"] = d.Weight })]));

    private static JsonArray Rates(IReadOnlyList<BlockIoRate> rates, Func<long, JsonNode> written) =>
        new([.. rates.Select(r => new JsonObject { ["path"] = Text(r.Path), ["rate"] = written(r.PerSecond) })]);
}
