using System.Collections.ObjectModel;

namespace Gantry.Model.Networks;

/// <summary>What a file says about the addresses in a network's range. Null and empty members: as Gantry or the engine chooses.</summary>
public sealed record AddressRules
{
    /// <summary>The node's own address.</summary>
    public string? Gateway { get; init; }

    /// <summary>The part of the range that containers are given addresses of. CIDR.</summary>
    public string? IpRange { get; init; }

    /// <summary>Addresses that no container is given, by the names of the hosts that have them.</summary>
    public IReadOnlyDictionary<string, string> Reserved { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>By content, which the dictionary's own comparison is not.</summary>
    public static bool AreSame(AddressRules? one, AddressRules? other) =>
        one is null || other is null
            ? one is null && other is null
            : one with { Reserved = other.Reserved } == other && one.Reserved.Count == other.Reserved.Count && !one.Reserved.Except(other.Reserved).Any();
}
