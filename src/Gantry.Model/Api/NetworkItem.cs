namespace Gantry.Model.Api;

/// <param name="Subnets">CIDR by node name.</param>
public sealed record NetworkItem(
    string Name,
    string? Stack,
    string Driver,
    bool External,
    bool Internal,
    IReadOnlyDictionary<string, string> Subnets,
    string? Problem);
