using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>Devices by driver, such as GPUs.</summary>
internal sealed record DeviceRequest
{
    public string? Driver { get; init; }

    /// <summary>-1 is all.</summary>
    public int? Count { get; init; }

    [JsonPropertyName("DeviceIDs")]
    public IReadOnlyList<string>? DeviceIds { get; init; }

    /// <summary>Alternatives of capabilities that must all be there, such as <c>[["gpu", "compute"]]</c>.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Capabilities { get; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }
}
