using Gantry.Model.Services;
using Gantry.Model.Settings;

namespace Gantry.Model.Api;

/// <summary>Body of <c>POST /v1/cluster/update</c>. Null leaves as it is.</summary>
/// <param name="Strategy">For services that name no strategy of their own.</param>
/// <param name="AddressPool">IPv4 network in CIDR, from which every node gets a /18. Ranges that networks have already stay.</param>
/// <param name="HeartbeatEvery">As the others below, see <see cref="Liveness"/>: those that are named must go together with those that are not.</param>
/// <param name="Rebalance">Who moves running tasks to better nodes.</param>
/// <param name="NodeCertificateLife">Of certificates that are made from now on, 1 hour to 825 days.</param>
public sealed record ClusterUpdateRequest(
    SchedulingStrategy? Strategy = null,
    string? AddressPool = null,
    TimeSpan? HeartbeatEvery = null,
    TimeSpan? SuspectAfter = null,
    TimeSpan? DownAfter = null,
    TimeSpan? RestartGrace = null,
    RebalanceMode? Rebalance = null,
    TimeSpan? NodeCertificateLife = null);
