using Gantry.Model.Services;
using Gantry.Model.Settings;

namespace Gantry.Model.Api;

/// <summary>What holds for the whole cluster, and how much of its address pool is given out.</summary>
/// <param name="MostNodes">For so many nodes the address pool has room.</param>
public sealed record ClusterItem(
    string Id,
    SchedulingStrategy Strategy,
    string AddressPool,
    int MostNodes,
    IReadOnlyList<NodeAddresses> Nodes,
    DateTimeOffset CreatedAt)
{
    public Liveness Liveness { get; init => field = value ?? Liveness.Default; } = Liveness.Default;

    public RebalanceMode Rebalance { get; init; } = RebalanceMode.Manual;

    /// <summary>How long a node's certificate is good; it is renewed when two thirds are over. Zero, from a server that does not say.</summary>
    public TimeSpan NodeCertificateLife { get; init; }
}
