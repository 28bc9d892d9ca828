using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>A container on a network; addresses with their prefix length.</summary>
internal sealed record NetworkMember
{
    public string? Name { get; init; }

    public string? MacAddress { get; init; }

    [JsonPropertyName("IPv4Address")]
    public string? Ipv4Address { get; init; }

    [JsonPropertyName("IPv6Address")]
    public string? Ipv6Address { get; init; }
}
