using Gantry.Model.Nodes;

namespace Gantry.Model.Wire;

/// <summary>The first word of a worker: which versions of the link it speaks, and what its node is.</summary>
public sealed record WorkerHello(NodeId NodeId, string Hostname, string Address, int MinVersion, int MaxVersion, NodeFacts Facts)
{
    /// <inheritdoc cref="NodeReport.ForeignRanges"/>
    public IReadOnlyList<string>? ForeignRanges { get; init; }
}
