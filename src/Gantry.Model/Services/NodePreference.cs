namespace Gantry.Model.Services;

/// <summary>Nodes that a service would rather have; those that fit all the same do where there is no room on them.</summary>
/// <param name="Constraint">As in <see cref="Placement.Constraints"/>, for example <c>node.labels.disk == ssd</c>.</param>
/// <param name="Weight">1 to 100; below 0, down to -100, such nodes are avoided.</param>
public sealed record NodePreference(string Constraint, int Weight);
