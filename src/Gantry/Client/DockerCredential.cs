namespace Gantry.Client;

/// <summary>What a credential helper answers.</summary>
internal sealed record DockerCredential(string? Username, string? Secret)
{
    public override string ToString() => "docker credential";
}
