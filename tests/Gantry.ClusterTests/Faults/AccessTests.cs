using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Gantry.Client;
using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Faults;

/// <summary>Who gets in over the network, and who does not.</summary>
public sealed class AccessTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    [Fact]
    public async Task The_token_in_the_context_file_opens_the_api() =>
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/v1/system", Bearer(Token)));

    [Fact]
    public async Task No_token_is_refused() => Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("/v1/system", null));

    [Fact]
    public async Task A_wrong_token_is_refused() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("/v1/system", Bearer(new string([.. Token.Reverse()]))));

    [Theory]
    [InlineData("token")]
    [InlineData("access_token")]
    public async Task A_token_in_the_url_is_refused_and_not_logged(string parameter)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync($"/v1/system?{parameter}={Token}", null));
        Assert.DoesNotContain(Token, _server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_may_not_read_the_files_of_root_cannot_read_keys_state_or_token()
    {
        var files = Directory.EnumerateFiles(_server.DataDirectory, "*", SearchOption.AllDirectories).Append(_server.ConfigPath);

        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(_server.DataDirectory) & OfOthers);
        Assert.All(files.Where(f => !f.StartsWith(_server.DataDirectory, StringComparison.Ordinal)), f => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(f) & OfOthers));
    }

    private const UnixFileMode OfOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private string Token => Context.Token ?? throw new InvalidOperationException("The context file holds no token.");

    private ClientContext Context => new ContextFile(_server.ConfigPath).Load().Contexts.Single();

    private static AuthenticationHeaderValue Bearer(string token) => new("Bearer", token);

    private async Task<HttpStatusCode> AskAsync(string path, AuthenticationHeaderValue? authorization)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var authority = X509Certificate2.CreateFromPem(Context.CertificateAuthority);
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Https, path));
        request.Headers.Authorization = authorization;
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
