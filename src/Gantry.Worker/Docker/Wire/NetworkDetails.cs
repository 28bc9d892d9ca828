using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

internal sealed record NetworkDetails
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public DateTimeOffset Created { get; init; }

    public string? Scope { get; init; }

    public string? Driver { get; init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    [JsonPropertyName("EnableIPv6")]
    public bool EnableIpv6 { get; init; }

    [JsonPropertyName("IPAM")]
    public NetworkAddressing? Addressing { get; init; }

    /// <summary>By container id: those that run. Filled by inspect only.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, NetworkMember> Containers
    {
        get;
        init => field = value ?? new Dictionary<string, NetworkMember>();
    } = new Dictionary<string, NetworkMember>();

    [AllowNull]
    public IReadOnlyDictionary<string, string> Options
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    [AllowNull]
    public IReadOnlyDictionary<string, string> Labels
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();
}
