namespace Gantry.Model.Nodes;

/// <summary>Lets machines into the cluster. The token itself is with the person who asked for it: here is only its hash.</summary>
/// <param name="SecretHash">SHA-256 of the secret part.</param>
/// <param name="UsesLeft">How many machines may still join with it.</param>
public sealed record JoinToken(
    JoinTokenId Id, NodeRole Role, byte[] SecretHash, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int UsesLeft, string CreatedBy)
{
    public bool IsOpen(DateTimeOffset now) => UsesLeft > 0 && now < ExpiresAt;
}
