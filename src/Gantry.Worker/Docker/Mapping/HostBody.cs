using Gantry.Model.Services;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Mapping;

/// <summary>The part of the engine's create call that says what a container has of its host.</summary>
internal static class HostBody
{
    /// <param name="network">The first of the cluster's networks that it is on; null when it is on none.</param>
    public static HostConfig For(ContainerSpec spec, IReadOnlyList<string> resolvers, string? network) => Tuned(spec, Guarded(spec, Resolving(spec.Dns, resolvers, new HostConfig
    {
        NetworkMode = network ?? spec.Namespaces?.Network,
        Binds = NoneIfEmpty(spec.Mounts.Where(MountBody.IsBindText).Select(MountBody.BindText)),
        Mounts = NoneIfEmpty(spec.Mounts.Where(m => !MountBody.IsBindText(m) && m.TmpfsOptions is null).Select(MountBody.Mounted)),
        Tmpfs = MountBody.TmpfsTexts(spec),
        PortBindings = spec.HostPorts.Count == 0 ? null : Bindings(spec.HostPorts),
        ExtraHosts = NoneIfEmpty(spec.ExtraHosts),
        // Restarting is ours: an engine that restarts too would race us.
        RestartPolicy = new Wire.RestartPolicy("no"),
        LogConfig = spec.Logging is { } logging ? new LogConfig(logging.Driver, logging.Options) : null,
        Init = spec.Init,
        Sysctls = spec.Sysctls.Count == 0 ? null : spec.Sysctls,
        ShmSize = NoneIfZero(spec.ShmSizeBytes),
        Memory = NoneIfZero(spec.Limits.MemoryBytes),
        MemoryReservation = NoneIfZero(spec.Reservation.MemoryBytes),
        NanoCpus = NoneIfZero(spec.Limits.CpuNanos),
        PidsLimit = NoneIfZero(spec.Limits.Pids),
        Ulimits = NoneIfEmpty(spec.Ulimits.Select(u => new Wire.Ulimit(u.Name, u.Soft, u.Hard))),
    })));

    // Ours asks the other servers itself, see Asker.
    private static HostConfig Resolving(NameResolution? dns, IReadOnlyList<string> resolvers, HostConfig host) => host with
    {
        Dns = NoneIfEmpty(resolvers.Count > 0 ? resolvers : dns?.Servers ?? []),
        DnsSearch = NoneIfEmpty(dns?.Search ?? []),
        DnsOptions = NoneIfEmpty(dns?.Options ?? []),
    };

    private static HostConfig Guarded(ContainerSpec spec, HostConfig host)
    {
        var hasOpenPaths = spec.SecurityOpt.Any(IsOpenPaths);
        return host with
        {
            CapAdd = NoneIfEmpty(spec.CapAdd),
            CapDrop = NoneIfEmpty(spec.CapDrop),
            Privileged = spec.Privileged ? true : null,
            SecurityOpt = NoneIfEmpty(spec.SecurityOpt.Where(o => !IsOpenPaths(o))),
            MaskedPaths = hasOpenPaths ? [] : null,
            ReadonlyPaths = hasOpenPaths ? [] : null,
            GroupAdd = NoneIfEmpty(spec.GroupAdd),
            ReadonlyRootfs = spec.ReadOnly ? true : null,
        };
    }

    private static HostConfig Tuned(ContainerSpec spec, HostConfig host)
    {
        if (spec.Namespaces is { } namespaces)
            host = WithNamespaces(host, namespaces);
        if (spec.Devices is { } devices)
            host = WithDevices(host, devices);
        if (spec.Cpu is { } cpu)
            host = WithCpu(host, cpu);
        if (spec.Memory is { } memory)
            host = WithMemory(host, memory);
        if (spec.BlockIo is { } io)
            host = WithBlockIo(host, io);
        return host with
        {
            Runtime = spec.Runtime,
            CgroupParent = spec.CgroupParent,
            StorageOpt = spec.StorageOptions.Count == 0 ? null : spec.StorageOptions,
            Annotations = spec.Annotations.Count == 0 ? null : spec.Annotations,
        };
    }

    private static HostConfig WithNamespaces(HostConfig host, Namespaces namespaces) => host with
    {
        PidMode = namespaces.Pid,
        IpcMode = namespaces.Ipc,
        UtsMode = namespaces.Uts,
        UsernsMode = namespaces.User,
        CgroupnsMode = namespaces.Cgroup,
    };

    private static HostConfig WithDevices(HostConfig host, DeviceAccess devices) => host with
    {
        Devices = NoneIfEmpty(devices.Mapped.Select(d => new DeviceMapping(d.Source, d.Target, d.Permissions))),
        DeviceCgroupRules = NoneIfEmpty(devices.CgroupRules),
        DeviceRequests = NoneIfEmpty(devices.Requests.Select(r => new Wire.DeviceRequest
        {
            Driver = r.Driver,
            Count = r.Count == 0 ? null : r.Count,
            DeviceIds = NoneIfEmpty(r.Ids),
            Capabilities = r.Capabilities.Count == 0 ? null : [r.Capabilities],
            Options = r.Options.Count == 0 ? null : r.Options,
        })),
    };

    private static HostConfig WithCpu(HostConfig host, CpuTuning cpu) => host with
    {
        CpuShares = NoneIfZero(cpu.Shares),
        CpuPeriod = NoneIfZero(cpu.PeriodMicros),
        CpuQuota = NoneIfZero(cpu.QuotaMicros),
        CpuRealtimePeriod = NoneIfZero(cpu.RealtimePeriodMicros),
        CpuRealtimeRuntime = NoneIfZero(cpu.RealtimeRuntimeMicros),
        CpusetCpus = cpu.Set,
    };

    private static HostConfig WithMemory(HostConfig host, MemoryTuning memory) => host with
    {
        MemorySwap = NoneIfZero(memory.WithSwapBytes),
        MemorySwappiness = memory.Swappiness,
        OomKillDisable = memory.OomKillDisable ? true : null,
        OomScoreAdj = memory.OomScoreAdj == 0 ? null : memory.OomScoreAdj,
    };

    private static HostConfig WithBlockIo(HostConfig host, BlockIo io) => host with
    {
        BlkioWeight = io.Weight == 0 ? null : io.Weight,
        BlkioWeightDevice = NoneIfEmpty(io.WeightDevices.Select(d => new WeightDevice(d.Path, d.Weight))),
        BlkioDeviceReadBps = Throttled(io.ReadBytes),
        BlkioDeviceReadOperations = Throttled(io.ReadOperations),
        BlkioDeviceWriteBps = Throttled(io.WriteBytes),
        BlkioDeviceWriteOperations = Throttled(io.WriteOperations),
    };

    private static List<ThrottleDevice>? Throttled(IReadOnlyList<BlockIoRate> rates) =>
        NoneIfEmpty(rates.Select(r => new ThrottleDevice(r.Path, r.PerSecond)));

    // The engine's own clients take this option apart too: the engine knows none of this name.
    private static bool IsOpenPaths(string option) => option is "systempaths=unconfined" or "systempaths:unconfined";

    public static string KeyOf(PublishedPort port) => $"{port.Target}/{port.Protocol}";

    private static Dictionary<string, IReadOnlyList<PortBinding>?> Bindings(IReadOnlyList<PublishedPort> ports) =>
        ports.GroupBy(KeyOf).ToDictionary(
            group => group.Key,
            IReadOnlyList<PortBinding>? (group) =>
                [.. group.Select(p => new PortBinding(p.HostIp ?? "", p.Published == 0 ? $"{p.ChosenFrom}" : $"{p.Published}"))]);

    private static List<T>? NoneIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;

    private static long? NoneIfZero(long value) => value == 0 ? null : value;
}
