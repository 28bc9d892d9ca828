using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <param name="Subnet">Such as <c>10.128.0.0/25</c>.</param>
/// <param name="IpRange">The part of it from which the engine may give addresses on its own.</param>
internal sealed record AddressPool(
    string? Subnet,
    string? Gateway = null,
    [property: JsonPropertyName("IPRange")] string? IpRange = null,
    IReadOnlyDictionary<string, string>? AuxiliaryAddresses = null);
