using System.Collections.ObjectModel;

namespace Gantry.Model.Api;

/// <param name="Subnets">CIDR by node name.</param>
/// <param name="Problems">Why a node can get no range, by node name.</param>
public sealed record NetworkItem(
    string Name,
    string? Stack,
    string Driver,
    bool External,
    bool Internal,
    IReadOnlyDictionary<string, string> Subnets,
    IReadOnlyDictionary<string, string> Problems)
{
    /// <summary>How the network that exists differs from what the file asks for, by node name: <c>internal: false → true</c>. Empty: nowhere.</summary>
    public IReadOnlyDictionary<string, string> Drift { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
