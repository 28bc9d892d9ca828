using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

internal sealed record EngineVersion
{
    /// <summary>Of the engine, such as <c>20.10.24</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The newest API that it speaks.</summary>
    public required string ApiVersion { get; init; }

    [JsonPropertyName("MinAPIVersion")]
    public string? OldestApiVersion { get; init; }

    public string? Os { get; init; }

    public string? Arch { get; init; }

    public string? KernelVersion { get; init; }
}
