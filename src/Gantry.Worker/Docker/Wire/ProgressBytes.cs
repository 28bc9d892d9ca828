using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <param name="Total">Null when the registry did not say.</param>
internal sealed record ProgressBytes(
    [property: JsonPropertyName("current")] long? Current,
    [property: JsonPropertyName("total")] long? Total);
