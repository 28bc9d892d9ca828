using Gantry.Model.Nodes;

namespace Gantry.Model.Api;

/// <summary>A join token as lists show it: what machines must be given is told once, when it is made.</summary>
/// <param name="IsOpen">Whether a machine can still join with it.</param>
public sealed record JoinTokenItem(
    JoinTokenId Id, NodeRole Role, int UsesLeft, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string CreatedBy, bool IsOpen);
