using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>Addresses that a container shall have on a network.</summary>
internal sealed record EndpointAddresses
{
    [JsonPropertyName("IPv4Address")]
    public string? Ipv4Address { get; init; }

    [JsonPropertyName("IPv6Address")]
    public string? Ipv6Address { get; init; }

    [JsonPropertyName("LinkLocalIPs")]
    public IReadOnlyList<string>? LinkLocal { get; init; }
}
