using System.Diagnostics.CodeAnalysis;

namespace Gantry.Worker.Docker.Wire;

internal sealed record ImageDetails
{
    /// <summary><c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    [AllowNull]
    public IReadOnlyList<string> RepoTags { get; init => field = value ?? []; } = [];

    /// <summary><c>name@sha256:…</c>; empty for an image that no registry gave.</summary>
    [AllowNull]
    public IReadOnlyList<string> RepoDigests { get; init => field = value ?? []; } = [];

    public DateTimeOffset? Created { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    public string? Os { get; init; }

    public string? Architecture { get; init; }

    public string? Variant { get; init; }

    public ContainerConfig? Config { get; init; }

    public ImageMetadata? Metadata { get; init; }
}
