using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>Something that happened to an object of the engine.</summary>
internal sealed record EngineEvent
{
    /// <summary><c>container image network volume daemon …</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Such as <c>start</c>, <c>die</c>, <c>oom</c>, <c>health_status: healthy</c>.</summary>
    public required string Action { get; init; }

    public required EventActor Actor { get; init; }

    [JsonPropertyName("timeNano")]
    public long TimeNano { get; init; }
}
