namespace Gantry.Model.Api;

/// <param name="Nodes">Names of the nodes that hold its data.</param>
/// <param name="UsedBy">Full names of the services that mount it.</param>
public sealed record VolumeItem(
    string Name,
    string? Stack,
    string Driver,
    bool External,
    IReadOnlyList<string> Nodes,
    IReadOnlyList<string> UsedBy);
