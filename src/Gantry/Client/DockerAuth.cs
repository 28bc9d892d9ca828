namespace Gantry.Client;

/// <param name="Auth">base64 of <c>user:password</c>.</param>
internal sealed record DockerAuth(string? Auth, string? Username, string? Password, string? IdentityToken)
{
    // A record prints all its members.
    public override string ToString() => "docker login";
}
