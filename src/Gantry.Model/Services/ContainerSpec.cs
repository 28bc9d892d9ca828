using System.Collections.ObjectModel;

namespace Gantry.Model.Services;

/// <summary>
/// Everything that a container is made from. A change of any of it replaces the container;
/// what can change under a running container belongs to <see cref="ServiceSpec"/>.
/// </summary>
/// <remarks>Null and empty members mean: as the image or the engine has it.</remarks>
public sealed record ContainerSpec(string Image)
{
    private static readonly TimeSpan DefaultStopGracePeriod = TimeSpan.FromSeconds(10);

    /// <summary>
    /// <c>sha256:…</c>: what the registry said that <see cref="Image"/> means, when a deploy asked it; later tasks run that one.
    /// Null: the first node that has the image says it, see <see cref="ServiceRevision.PinnedImage"/>.
    /// </summary>
    public string? ImageDigest { get; init; }

    /// <summary><c>sha256:…</c>: the id that a client's engine gave the image when it built it; exactly that one runs. Null: it was not built for this stack.</summary>
    public string? BuiltImage { get; init; }

    /// <summary>Null keeps the image's; empty clears it.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Null keeps the image's; any other value also drops the image's command.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Sorted by name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public string? User { get; init; }

    public string? WorkingDir { get; init; }

    public string? Hostname { get; init; }

    public bool? Init { get; init; }

    public bool ReadOnly { get; init; }

    public bool Tty { get; init; }

    public bool StdinOpen { get; init; }

    public IReadOnlyList<string> CapAdd { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> CapDrop { get; init => field = value ?? []; } = [];

    public bool Privileged { get; init; }

    public IReadOnlyList<string> SecurityOpt { get; init => field = value ?? []; } = [];

    /// <summary>Groups of the container's process beside its user's, by name or number.</summary>
    public IReadOnlyList<string> GroupAdd { get; init => field = value ?? []; } = [];

    public Namespaces? Namespaces { get; init; }

    public DeviceAccess? Devices { get; init; }

    /// <summary>The runtime that the engine starts it with, by the engine's name for it.</summary>
    public string? Runtime { get; init; }

    public string? CgroupParent { get; init; }

    public CpuTuning? Cpu { get; init; }

    public MemoryTuning? Memory { get; init; }

    public BlockIo? BlockIo { get; init; }

    /// <summary>Options of the engine's storage driver for the container's own layer.</summary>
    public IReadOnlyDictionary<string, string> StorageOptions { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What is handed to the runtime, beside the engine's labels.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public string? Domainname { get; init; }

    /// <summary>On its first network.</summary>
    public string? MacAddress { get; init; }

    public NameResolution? Dns { get; init; }

    /// <summary><c>PORT[-PORT][/PROTOCOL]</c>: told to whoever looks at the container; nothing is opened by it.</summary>
    public IReadOnlyList<string> Expose { get; init => field = value ?? []; } = [];

    /// <summary><c>host:ip</c> as the engine takes it.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init => field = value ?? []; } = [];

    public IReadOnlyList<Ulimit> Ulimits { get; init => field = value ?? []; } = [];

    public IReadOnlyDictionary<string, string> Sysctls { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>0 is the engine's default.</summary>
    public long ShmSizeBytes { get; init; }

    public Logging? Logging { get; init; }

    public PullPolicy PullPolicy { get; init; }

    /// <summary>An image that was pulled or tagged longer ago is pulled again before a task starts with it. Null: one that is here stays.</summary>
    public TimeSpan? PullAfter { get; init; }

    public IReadOnlyList<Mount> Mounts { get; init => field = value ?? []; } = [];

    /// <summary>Secrets as files, below <c>/run/secrets</c> where the file says nothing else.</summary>
    public IReadOnlyList<FileGrant> Secrets { get; init => field = value ?? []; } = [];

    public IReadOnlyList<FileGrant> Configs { get; init => field = value ?? []; } = [];

    public IReadOnlyList<NetworkAttachment> Networks { get; init => field = value ?? []; } = [];

    public HealthCheck? HealthCheck { get; init; }

    public IReadOnlyList<Probe> Probes { get; init => field = value ?? []; } = [];

    /// <summary>Null is SIGTERM, or what the image names.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Between the stop signal and the kill. Null is 10 s.</summary>
    public TimeSpan? StopGracePeriod { get; init; }

    public Reservation Limits { get; init => field = value ?? Reservation.None; } = Reservation.None;

    public Reservation Reservation { get; init => field = value ?? Reservation.None; } = Reservation.None;

    /// <summary>Ports of mode host: engine bindings, and so part of the container.</summary>
    public IReadOnlyList<PublishedPort> HostPorts { get; init => field = value ?? []; } = [];

    /// <summary>Counted up by <c>service update --force</c> and <c>service restart</c>: the same spec, new containers.</summary>
    public int Generation { get; init; }

    public TimeSpan EffectiveStopGracePeriod => StopGracePeriod ?? DefaultStopGracePeriod;
}
