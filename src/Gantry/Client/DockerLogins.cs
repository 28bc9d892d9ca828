using System.Text;
using System.Text.Json;
using Gantry.Model.Stacks;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>
/// Logins that docker has on this machine: of <c>config.json</c> and of the credential helpers that it names. Only those
/// for the asked hosts are looked at; trouble with one is a warning, for the image may be there already or public.
/// </summary>
internal sealed class DockerLogins(CliEnvironment environment)
{
    private const string DockerHub = "docker.io";
    private const string DockerHubKey = "https://index.docker.io/v1/";
    private const string TokenUser = "<token>";

    private readonly Printer _printer = new(environment);

    public async Task<IReadOnlyList<RegistryLogin>> ForAsync(IReadOnlyList<string> hosts, CancellationToken ct)
    {
        var config = await ReadConfigAsync(ct);
        var logins = new List<RegistryLogin>();
        foreach (var host in hosts)
        {
            if (await FindAsync(config, host, ct) is { } login)
                logins.Add(login);
        }

        return logins;
    }

    private async Task<DockerConfig> ReadConfigAsync(CancellationToken ct)
    {
        var folder = environment.Variable("DOCKER_CONFIG") is { Length: > 0 } named
            ? named
            : Path.Combine(environment.Variable("HOME") ?? "/", ".docker");
        var path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
            return DockerConfig.Empty;
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(file, DockerConfigJson.Default.DockerConfig, ct) ?? DockerConfig.Empty;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            _printer.Warning($"{path} cannot be read, so no login of docker's is sent: {e.Message}");
            return DockerConfig.Empty;
        }
    }

    private async Task<RegistryLogin?> FindAsync(DockerConfig config, string host, CancellationToken ct)
    {
        var helper = config.CredHelpers?.FirstOrDefault(h => HostOf(h.Key) == host).Value ?? config.CredsStore;
        if (helper is { Length: > 0 } && await AskAsync(helper, host, ct) is { } kept)
            return kept;

        var found = config.Auths?.FirstOrDefault(a => HostOf(a.Key) == host).Value;
        return found is null ? null : LoginOf(host, found);
    }

    /// <summary>Keys are hosts, or addresses from the time of the first registry protocol.</summary>
    private static string HostOf(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? key : key[(scheme + 3)..];
        var host = rest.Split('/')[0];
        return host is "index.docker.io" or "registry-1.docker.io" ? DockerHub : host;
    }

    private RegistryLogin? LoginOf(string host, DockerAuth auth)
    {
        var (username, password) = (auth.Username, auth.Password);
        if (auth.Auth is { Length: > 0 } encoded)
        {
            try
            {
                var pair = Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).TrimEnd('\0').Split(':', 2);
                (username, password) = (pair[0], pair.Length == 2 ? pair[1] : "");
            }
            catch (FormatException)
            {
                _printer.Warning($"docker's login for {host} is damaged and is not sent. Repeat docker login {host}.");
                return null;
            }
        }

        var isToken = auth.IdentityToken is { Length: > 0 };
        return username is { Length: > 0 } || isToken
            ? new RegistryLogin(host, username ?? "", password ?? "", isToken ? auth.IdentityToken : null)
            : null;
    }

    private async Task<RegistryLogin?> AskAsync(string helper, string host, CancellationToken ct)
    {
        var answer = await new CredentialProgram(helper, environment).GetAsync(host == DockerHub ? DockerHubKey : host, ct);
        if (answer.Problem is { } problem)
            _printer.Warning($"docker's login for {host} is not sent: {problem}");
        return answer.Credential is not { Username: { } username, Secret: { } secret }
            ? null
            : username == TokenUser ? new RegistryLogin(host, "", "", secret) : new RegistryLogin(host, username, secret);
    }
}
