using System.Collections.ObjectModel;

namespace Gantry.Model.Api;

/// <param name="Nodes">Names of the nodes that hold its data.</param>
/// <param name="UsedBy">Full names of the services that mount it.</param>
public sealed record VolumeItem(
    string Name,
    string? Stack,
    string Driver,
    bool External,
    IReadOnlyList<string> Nodes,
    IReadOnlyList<string> UsedBy)
{
    /// <summary>How the volume that exists differs from what the file asks for, by node name: <c>options: ~device</c>. Empty: nowhere.</summary>
    public IReadOnlyDictionary<string, string> Drift { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>No stack has it any more: its data stays on its nodes, for the next stack that names it, until somebody removes it there.</summary>
    public bool Kept { get; init; }
}
