using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

internal sealed record CreateNetwork(string Name)
{
    // Engines before API 1.44 make a second network of the same name unless told not to; later ones ignore it.
    public bool CheckDuplicate { get; init; } = true;

    public string? Driver { get; init; }

    public bool? Internal { get; init; }

    public bool? Attachable { get; init; }

    [JsonPropertyName("EnableIPv6")]
    public bool? EnableIpv6 { get; init; }

    [JsonPropertyName("IPAM")]
    public NetworkAddressing? Addressing { get; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
