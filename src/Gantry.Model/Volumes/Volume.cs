using Gantry.Model.Nodes;

namespace Gantry.Model.Volumes;

/// <summary>A volume of the cluster. Data outlives services: only <c>stack rm --volumes</c> removes it.</summary>
/// <param name="Nodes">Where tasks that use it have run: its data is there.</param>
public sealed record Volume(string? Stack, VolumeSpec Spec, IReadOnlyList<NodeId> Nodes)
{
    /// <summary>To be removed from its nodes, then forgotten.</summary>
    public bool IsRemoved { get; init; }

    public string Name => Spec.Name;
}
