using System.Diagnostics.CodeAnalysis;

namespace Gantry.Worker.Docker.Wire;

/// <summary>What inspect tells about a container.</summary>
internal sealed record ContainerDetails
{
    public required string Id { get; init; }

    /// <summary>With a slash in front, as the engine keeps it.</summary>
    public required string Name { get; init; }

    public DateTimeOffset Created { get; init; }

    /// <summary>Id of the image.</summary>
    public required string Image { get; init; }

    public required ContainerState State { get; init; }

    public required ContainerConfig Config { get; init; }

    public required HostConfig HostConfig { get; init; }

    public required NetworkSettings NetworkSettings { get; init; }

    [AllowNull]
    public IReadOnlyList<MountPoint> Mounts { get; init => field = value ?? []; } = [];

    public int RestartCount { get; init; }

    public string? Platform { get; init; }

    public string? LogPath { get; init; }
}
