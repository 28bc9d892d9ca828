using System.Collections.ObjectModel;

namespace Gantry.Model.Services;

/// <summary>A network that the container is on.</summary>
/// <param name="Network">The network's full name, for example <c>shop_default</c>.</param>
/// <param name="Aliases">Names that answer on this network besides the service's own.</param>
public sealed record NetworkAttachment(string Network, IReadOnlyList<string> Aliases)
{
    /// <summary>Fixed IPv4 address; only one task can have it.</summary>
    public string? Ipv4Address { get; init; }

    /// <summary>Fixed IPv6 address, on a network that has such a range.</summary>
    public string? Ipv6Address { get; init; }

    public IReadOnlyList<string> LinkLocalIps { get; init => field = value ?? []; } = [];

    public string? MacAddress { get; init; }

    /// <summary>Of the network's driver, for this place on it.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The highest is the first of the container's networks, and among equal ones the first that is written.</summary>
    public int Priority { get; init; }

    /// <summary>The highest gives the default route; null leaves the choice to the engine.</summary>
    public int? GatewayPriority { get; init; }
}
