using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>An error as the engine words it: lower case as an answer, upper case inside a wait.</summary>
internal sealed record EngineError
{
    [JsonPropertyName("message")]
    public string? Text { get; init; }

    [JsonPropertyName("Message")]
    public string? WaitText { get; init; }
}
