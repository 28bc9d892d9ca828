using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>A container's place on a network: what is asked for at creation, and what it got in inspect.</summary>
internal sealed record EndpointSettings
{
    [JsonPropertyName("IPAMConfig")]
    public EndpointAddresses? Addresses { get; init; }

    public IReadOnlyList<string>? Links { get; init; }

    public IReadOnlyList<string>? Aliases { get; init; }

    public string? MacAddress { get; init; }

    public IReadOnlyDictionary<string, string>? DriverOpts { get; init; }

    /// <summary>API 1.48: the network with the highest gives the default route.</summary>
    public int? GwPriority { get; init; }

    [JsonPropertyName("NetworkID")]
    public string? NetworkId { get; init; }

    [JsonPropertyName("EndpointID")]
    public string? EndpointId { get; init; }

    public string? Gateway { get; init; }

    /// <summary>Empty while the container does not run.</summary>
    [JsonPropertyName("IPAddress")]
    public string? IpAddress { get; init; }

    [JsonPropertyName("IPPrefixLen")]
    public int? IpPrefixLength { get; init; }

    [JsonPropertyName("GlobalIPv6Address")]
    public string? Ipv6Address { get; init; }

    [JsonPropertyName("GlobalIPv6PrefixLen")]
    public int? Ipv6PrefixLength { get; init; }
}
