namespace Gantry.Model.Stacks;

/// <param name="Host">Registry host with port, for example <c>ghcr.io</c>; the engine's default registry is <c>docker.io</c>.</param>
/// <param name="IdentityToken">Given by some credential helpers instead of a password.</param>
public sealed record RegistryLogin(string Host, string Username, string Password, string? IdentityToken = null)
{
    public override string ToString() => $"{Username} at {Host}";
}
