using Gantry.Model.Services;

namespace Gantry.Model.Api;

/// <summary>Body of <c>POST /v1/cluster/update</c>. Null leaves as it is.</summary>
/// <param name="Strategy">For services that name no strategy of their own.</param>
/// <param name="AddressPool">IPv4 network in CIDR, from which every node gets a /18. Ranges that networks have already stay.</param>
public sealed record ClusterUpdateRequest(SchedulingStrategy? Strategy = null, string? AddressPool = null);
