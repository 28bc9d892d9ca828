using System.Collections.ObjectModel;

namespace Gantry.Model.Networks;

/// <summary>A network that a stack names.</summary>
/// <param name="Name">Full name on the engine, for example <c>shop_default</c>.</param>
/// <param name="External">Must exist already; never made or removed by us.</param>
public sealed record NetworkSpec(string Name, bool External = false)
{
    public string Driver { get; init => field = value ?? "bridge"; } = "bridge";

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    /// <summary>Set by the file: used instead of an allocated range. CIDR.</summary>
    public string? Subnet { get; init; }

    /// <summary>Within <see cref="Subnet"/>.</summary>
    public AddressRules? Addresses { get; init; }

    /// <summary>Containers get an IPv6 address, too. Names and published ports stay IPv4.</summary>
    public bool EnableIpv6 { get; init; }

    /// <summary>Set by the file; null with <see cref="EnableIpv6"/>: each node takes a unique local one. CIDR.</summary>
    public string? Ipv6Subnet { get; init; }

    /// <summary>Within <see cref="Ipv6Subnet"/>.</summary>
    public AddressRules? Ipv6Addresses { get; init; }

    public IReadOnlyDictionary<string, string> Options { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;
}
