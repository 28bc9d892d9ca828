using System.Collections.ObjectModel;

namespace Gantry.Model.Services;

/// <summary>How an image is made from source. Only clients build; the server keeps what the files say.</summary>
/// <param name="Context">A folder as the file names it, from the project folder, or a URL.</param>
public sealed record BuildSpec(string Context)
{
    private const string ServicePrefix = "service:";

    /// <summary>True when the file names no image: then the image is called <c>STACK-SERVICE</c>, and there is none before it was built.</summary>
    public bool IsOnlySource { get; init; }

    /// <summary>Path in the context. Null is <c>Dockerfile</c>.</summary>
    public string? Dockerfile { get; init; }

    /// <summary>The text itself, instead of a file.</summary>
    public string? DockerfileInline { get; init; }

    /// <summary>Null values: as whoever builds has the variable.</summary>
    public IReadOnlyDictionary<string, string?> Args { get; init => field = value ?? ReadOnlyDictionary<string, string?>.Empty; } = ReadOnlyDictionary<string, string?>.Empty;

    /// <summary>The stage to stop at. Null is the last.</summary>
    public string? Target { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Further names of the image.</summary>
    public IReadOnlyList<string> Tags { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> CacheFrom { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> CacheTo { get; init => field = value ?? []; } = [];

    /// <summary>Folders, images, or services whose images, that the Dockerfile may copy from, by the names that it uses.</summary>
    public IReadOnlyDictionary<string, string> AdditionalContexts { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Secrets of the build, by the ids that the Dockerfile mounts them by.</summary>
    public IReadOnlyList<BuildSecret> Secrets { get; init => field = value ?? []; } = [];

    /// <summary>Agents and keys: <c>default</c>, or <c>ID=PATH</c>.</summary>
    public IReadOnlyList<string> Ssh { get; init => field = value ?? []; } = [];

    /// <summary><c>host:ip</c>, for the steps of the build.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Platforms { get; init => field = value ?? []; } = [];

    public IReadOnlyList<Ulimit> Ulimits { get; init => field = value ?? []; } = [];

    /// <summary>Of the steps: <c>host</c>, <c>none</c> or a network of the engine. Null is the engine's default.</summary>
    public string? Network { get; init; }

    /// <summary>0 is the engine's default.</summary>
    public long ShmSizeBytes { get; init; }

    /// <summary>The images that the build starts from are pulled even when they are there.</summary>
    public bool Pull { get; init; }

    public bool NoCache { get; init; }

    /// <summary>Stages that are built without the cache.</summary>
    public IReadOnlyList<string> NoCacheFilter { get; init => field = value ?? []; } = [];

    /// <summary>Steps may do all that root on the machine may: the entitlement <c>security.insecure</c>.</summary>
    public bool Privileged { get; init; }

    /// <summary>What steps may do beyond the usual, as BuildKit names it.</summary>
    public IReadOnlyList<string> Entitlements { get; init => field = value ?? []; } = [];

    /// <summary>Whether and how the build's origin is attested, as BuildKit takes it.</summary>
    public string? Provenance { get; init; }

    /// <summary>Whether and how the image's contents are attested, as BuildKit takes it.</summary>
    public string? Sbom { get; init; }

    /// <summary>The service whose image a further context is (<c>service:NAME</c>); null when it is something else.</summary>
    public static string? ServiceOf(string context) => context.StartsWith(ServicePrefix, StringComparison.Ordinal) ? context[ServicePrefix.Length..] : null;
}
