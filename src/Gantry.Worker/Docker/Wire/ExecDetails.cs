using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

internal sealed record ExecDetails
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    [JsonPropertyName("ContainerID")]
    public string? ContainerId { get; init; }

    public bool Running { get; init; }

    /// <summary>Null until it ended. 126 after we let go of a running one is the engine's word, not the program's.</summary>
    public int? ExitCode { get; init; }

    public int Pid { get; init; }
}
