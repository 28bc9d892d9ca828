namespace Gantry.Client;

/// <summary>What of docker's <c>config.json</c> matters for logins.</summary>
internal sealed record DockerConfig(
    IReadOnlyDictionary<string, DockerAuth>? Auths,
    IReadOnlyDictionary<string, string>? CredHelpers,
    string? CredsStore)
{
    public static readonly DockerConfig Empty = new(null, null, null);
}
