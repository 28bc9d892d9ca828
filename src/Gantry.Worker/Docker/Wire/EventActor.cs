using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>The object that an event is about.</summary>
internal sealed record EventActor
{
    /// <summary>Of a container or network the id; of an image or a volume its name.</summary>
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    /// <summary>Its labels among others; <c>name</c>, <c>image</c>; <c>exitCode</c> when it died.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string> Attributes
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();
}
