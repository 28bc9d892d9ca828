using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>What a list tells about a container.</summary>
internal sealed record ContainerSummary
{
    public required string Id { get; init; }

    /// <summary>With a slash in front each.</summary>
    [AllowNull]
    public IReadOnlyList<string> Names { get; init => field = value ?? []; } = [];

    public string? Image { get; init; }

    [JsonPropertyName("ImageID")]
    public string? ImageId { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; init; }

    /// <summary><c>created running paused restarting removing exited dead</c>.</summary>
    public required string State { get; init; }

    /// <summary>For people: <c>Up 2 minutes (healthy)</c>.</summary>
    public string? Status { get; init; }

    [AllowNull]
    public IReadOnlyDictionary<string, string> Labels
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    public NetworkSettings? NetworkSettings { get; init; }
}
