using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>A mount that a container has.</summary>
internal sealed record MountPoint
{
    public string? Type { get; init; }

    /// <summary>Of the volume; null for binds.</summary>
    public string? Name { get; init; }

    public string? Source { get; init; }

    public string? Destination { get; init; }

    public string? Driver { get; init; }

    public string? Mode { get; init; }

    [JsonPropertyName("RW")]
    public bool Writable { get; init; }

    public string? Propagation { get; init; }
}
