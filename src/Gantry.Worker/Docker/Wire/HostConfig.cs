using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>How a container runs on its host. Null leaves the engine's default. Memory in bytes.</summary>
internal sealed record HostConfig
{
    public IReadOnlyList<string>? Binds { get; init; }

    public IReadOnlyList<Mount>? Mounts { get; init; }

    /// <summary>Path to mount options such as <c>size=64m,mode=1777</c>.</summary>
    public IReadOnlyDictionary<string, string>? Tmpfs { get; init; }

    public IReadOnlyList<string>? VolumesFrom { get; init; }

    public string? VolumeDriver { get; init; }

    /// <summary>A network's name, <c>none</c>, <c>host</c>, <c>container:id</c>.</summary>
    public string? NetworkMode { get; init; }

    /// <summary>
    /// Keys such as <c>80/tcp</c>, which must be in <see cref="ContainerConfig.ExposedPorts"/> too: engine 20.10 ignores
    /// a binding of a port that is not exposed, without a word.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?>? PortBindings { get; init; }

    public bool? PublishAllPorts { get; init; }

    public IReadOnlyList<string>? Links { get; init; }

    public IReadOnlyList<string>? Dns { get; init; }

    public IReadOnlyList<string>? DnsOptions { get; init; }

    public IReadOnlyList<string>? DnsSearch { get; init; }

    /// <summary><c>name:address</c>.</summary>
    public IReadOnlyList<string>? ExtraHosts { get; init; }

    public RestartPolicy? RestartPolicy { get; init; }

    public bool? AutoRemove { get; init; }

    public LogConfig? LogConfig { get; init; }

    public IReadOnlyList<string>? CapAdd { get; init; }

    public IReadOnlyList<string>? CapDrop { get; init; }

    public bool? Privileged { get; init; }

    public IReadOnlyList<string>? SecurityOpt { get; init; }

    public bool? ReadonlyRootfs { get; init; }

    public IReadOnlyList<string>? MaskedPaths { get; init; }

    public IReadOnlyList<string>? ReadonlyPaths { get; init; }

    public IReadOnlyList<string>? GroupAdd { get; init; }

    public string? IpcMode { get; init; }

    public string? PidMode { get; init; }

    [JsonPropertyName("UTSMode")]
    public string? UtsMode { get; init; }

    public string? UsernsMode { get; init; }

    public string? CgroupnsMode { get; init; }

    public string? CgroupParent { get; init; }

    public string? Runtime { get; init; }

    public bool? Init { get; init; }

    public IReadOnlyDictionary<string, string>? Sysctls { get; init; }

    public IReadOnlyDictionary<string, string>? StorageOpt { get; init; }

    /// <summary>API 1.43.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Bytes.</summary>
    public long? ShmSize { get; init; }

    public long? Memory { get; init; }

    /// <summary>Memory and swap together; -1 is unlimited swap.</summary>
    public long? MemorySwap { get; init; }

    public long? MemoryReservation { get; init; }

    public long? MemorySwappiness { get; init; }

    public bool? OomKillDisable { get; init; }

    public int? OomScoreAdj { get; init; }

    public long? NanoCpus { get; init; }

    public long? CpuShares { get; init; }

    /// <summary>Microseconds.</summary>
    public long? CpuPeriod { get; init; }

    /// <summary>Microseconds.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>Microseconds.</summary>
    public long? CpuRealtimePeriod { get; init; }

    /// <summary>Microseconds.</summary>
    public long? CpuRealtimeRuntime { get; init; }

    public string? CpusetCpus { get; init; }

    public string? CpusetMems { get; init; }

    public long? PidsLimit { get; init; }

    public IReadOnlyList<Ulimit>? Ulimits { get; init; }

    public IReadOnlyList<DeviceMapping>? Devices { get; init; }

    public IReadOnlyList<string>? DeviceCgroupRules { get; init; }

    public IReadOnlyList<DeviceRequest>? DeviceRequests { get; init; }

    public int? BlkioWeight { get; init; }

    public IReadOnlyList<WeightDevice>? BlkioWeightDevice { get; init; }

    public IReadOnlyList<ThrottleDevice>? BlkioDeviceReadBps { get; init; }

    public IReadOnlyList<ThrottleDevice>? BlkioDeviceWriteBps { get; init; }

    [JsonPropertyName("BlkioDeviceReadIOps")]
    public IReadOnlyList<ThrottleDevice>? BlkioDeviceReadOperations { get; init; }

    [JsonPropertyName("BlkioDeviceWriteIOps")]
    public IReadOnlyList<ThrottleDevice>? BlkioDeviceWriteOperations { get; init; }
}
