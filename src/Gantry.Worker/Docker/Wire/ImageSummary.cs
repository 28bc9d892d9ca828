using System.Diagnostics.CodeAnalysis;

namespace Gantry.Worker.Docker.Wire;

internal sealed record ImageSummary
{
    /// <summary><c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    [AllowNull]
    public IReadOnlyList<string> RepoTags { get; init => field = value ?? []; } = [];

    [AllowNull]
    public IReadOnlyList<string> RepoDigests { get; init => field = value ?? []; } = [];

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; init; }

    /// <summary>Bytes, layers shared with other images included.</summary>
    public long Size { get; init; }

    [AllowNull]
    public IReadOnlyDictionary<string, string> Labels
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();
}
