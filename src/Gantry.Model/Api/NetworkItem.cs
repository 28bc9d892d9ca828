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
    IReadOnlyDictionary<string, string> Problems);
