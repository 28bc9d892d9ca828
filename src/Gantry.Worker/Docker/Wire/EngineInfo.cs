using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>What the engine says about itself and its host.</summary>
internal sealed record EngineInfo
{
    [JsonPropertyName("ID")]
    public string? Id { get; init; }

    /// <summary>Hostname.</summary>
    public string? Name { get; init; }

    public string? ServerVersion { get; init; }

    public string? OperatingSystem { get; init; }

    [JsonPropertyName("OSType")]
    public string? OsType { get; init; }

    /// <summary>As the kernel calls it: <c>x86_64</c>, <c>aarch64</c>.</summary>
    public string? Architecture { get; init; }

    public string? KernelVersion { get; init; }

    [JsonPropertyName("NCPU")]
    public int Cpus { get; init; }

    /// <summary>Bytes.</summary>
    public long MemTotal { get; init; }

    /// <summary>Storage driver.</summary>
    public string? Driver { get; init; }

    public string? DockerRootDir { get; init; }

    /// <summary><c>cgroupfs</c> or <c>systemd</c>.</summary>
    public string? CgroupDriver { get; init; }

    /// <summary><c>1</c> or <c>2</c>.</summary>
    public string? CgroupVersion { get; init; }

    public string? DefaultRuntime { get; init; }

    public string? LoggingDriver { get; init; }

    public bool LiveRestoreEnabled { get; init; }

    [AllowNull]
    public IReadOnlyDictionary<string, EmptyObject> Runtimes
    {
        get;
        init => field = value ?? new Dictionary<string, EmptyObject>();
    } = new Dictionary<string, EmptyObject>();

    [AllowNull]
    public IReadOnlyList<string> SecurityOptions { get; init => field = value ?? []; } = [];

    [AllowNull]
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];

    public EnginePlugins? Plugins { get; init; }

    /// <summary>Of the engine itself: <c>key=value</c> or <c>key</c>.</summary>
    [AllowNull]
    public IReadOnlyList<string> Labels { get; init => field = value ?? []; } = [];

    /// <summary>What the operator named in <c>node-generic-resources</c>.</summary>
    [AllowNull]
    public IReadOnlyList<EngineResource> GenericResources { get; init => field = value ?? []; } = [];
}
