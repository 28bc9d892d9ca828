using Gantry.Model.Nodes;

namespace Gantry.Model.Api;

/// <summary>Body of <c>POST /v1/join-tokens</c>.</summary>
/// <param name="LifeSeconds">60 to 31,536,000 (365 days).</param>
/// <param name="Uses">How many machines may join with it; 1 to 1,000.</param>
public sealed record JoinTokenRequest(NodeRole Role = NodeRole.Worker, int LifeSeconds = 3_600, int Uses = 1);
