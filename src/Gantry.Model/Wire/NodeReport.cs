using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Volumes;

namespace Gantry.Model.Wire;

/// <summary>What a worker tells of its node when something of it has changed, and its usage every few seconds.</summary>
/// <param name="EngineProblem">Why the engine does not answer; null while it does.</param>
public sealed record NodeReport(NodeId NodeId, NodeFacts Facts, NodeUsage Usage, string? EngineProblem)
{
    /// <summary>What runs on it, by task.</summary>
    public IReadOnlyList<TaskLoad> Tasks { get; init => field = value ?? []; } = [];

    /// <summary>Ranges of the engine's networks that are not this cluster's, CIDR. Null while the engine cannot be asked.</summary>
    public IReadOnlyList<string>? ForeignRanges { get; init; }

    /// <summary>Ranges of assigned networks that this node cannot use. Null: unchanged.</summary>
    public IReadOnlyList<RefusedRange>? RefusedRanges { get; init; }

    /// <summary>Named volumes of the engine that this cluster did not make. Null while the engine cannot be asked.</summary>
    public IReadOnlyList<string>? ForeignVolumes { get; init; }

    /// <summary>Networks of ours that are assigned to this node, as its engine has them. Null while the engine cannot be asked.</summary>
    public IReadOnlyList<NetworkSpec>? MadeNetworks { get; init; }

    /// <summary>Volumes that we made or that are assigned to this node, as its engine has them. Null while the engine cannot be asked.</summary>
    public IReadOnlyList<VolumeSpec>? MadeVolumes { get; init; }

    /// <summary>Published ports that are left to processes of the machine. Null until the worker has looked.</summary>
    public IReadOnlyList<HeldPort>? HeldPorts { get; init; }
}
