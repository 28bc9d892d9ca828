using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>One line of a pull (or import): a layer's progress, or a remark about the whole.</summary>
internal sealed record PullProgress
{
    /// <summary>Of the layer; null for remarks about the whole.</summary>
    [JsonPropertyName("id")]
    public string? Layer { get; init; }

    /// <summary>Such as <c>Downloading</c>.</summary>
    [JsonPropertyName("status")]
    public string? Status { get; init; }

    [JsonPropertyName("progressDetail")]
    public ProgressBytes? Bytes { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }
}
