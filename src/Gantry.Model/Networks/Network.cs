using System.Collections.ObjectModel;
using Gantry.Model.Nodes;

namespace Gantry.Model.Networks;

/// <summary>A network of the cluster and the range that each node has of it.</summary>
/// <param name="Stack">Null for an external network.</param>
/// <param name="Subnets">CIDR by node, a /25 each unless the file gives one. Written by Allocate alone.</param>
public sealed record Network(string? Stack, NetworkSpec Spec, IReadOnlyDictionary<NodeId, string> Subnets)
{
    /// <summary>Goes when no task is on it any more.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Why a node can get no range, or none instead of one that it cannot use, for people. Written by Allocate alone.</summary>
    public IReadOnlyDictionary<NodeId, string> Problems { get; init => field = value ?? ReadOnlyDictionary<NodeId, string>.Empty; } = ReadOnlyDictionary<NodeId, string>.Empty;

    public string Name => Spec.Name;
}
