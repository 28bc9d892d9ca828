using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker;

/// <summary>A login at a registry, kept no longer than the call that needs it. Never printed.</summary>
/// <param name="Server">Host (and port) of the registry.</param>
/// <param name="IdentityToken">Replaces user name and password where a registry gave one.</param>
internal sealed record RegistryLogin(
    [property: JsonPropertyName("serveraddress")] string Server,
    [property: JsonPropertyName("username")] string? UserName,
    [property: JsonPropertyName("password")] string? Password,
    [property: JsonPropertyName("identitytoken")] string? IdentityToken = null)
{
    public static RegistryLogin Of(Model.Stacks.RegistryLogin login) => new(login.Host, login.Username, login.Password, login.IdentityToken);

    // A record prints all its members; this one ends up in logs and exception texts sooner or later.
    public override string ToString() => $"login of {UserName ?? "token"} at {Server}";

    /// <summary>The <c>X-Registry-Auth</c> header: JSON in URL-safe base64, padded, as the engine demands it.</summary>
    public string ToHeader() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, DockerJson.Default.RegistryLogin)))
            .Replace('+', '-').Replace('/', '_');
}
