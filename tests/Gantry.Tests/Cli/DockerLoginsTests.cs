using System.Text;
using Gantry.Client;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Cli;

public sealed class DockerLoginsTests : IDisposable
{
    private readonly TempFolder _home = new();
    private readonly MemoryStream _errors = new();

    public void Dispose()
    {
        _home.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public async Task Reads_logins_for_the_asked_hosts_alone()
    {
        var (hub, other) = (Encoded("ana:pa:ss"), Encoded("ben:x"));
        Configure($$$"""{"auths":{"https://index.docker.io/v1/":{"auth":"{{{hub}}}"},"r.example:5000":{"auth":"{{{other}}}"}},"other":1}""");

        var logins = await FindAsync("docker.io", "unknown.example");

        Assert.Equal([new RegistryLogin("docker.io", "ana", "pa:ss")], logins);
    }

    [Fact]
    public async Task Asks_the_credential_helper_of_the_host()
    {
        Helper("docker-credential-keys", "read server; echo \"{\\\"ServerURL\\\":\\\"$server\\\",\\\"Username\\\":\\\"ana\\\",\\\"Secret\\\":\\\"from $server\\\"}\"");
        Helper("docker-credential-tokens", "cat >/dev/null; echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'");
        Configure("""{"credHelpers":{"t.example":"tokens"},"credsStore":"keys","auths":{"r.example":{}}}""");

        var logins = await FindAsync("r.example", "t.example");

        Assert.Equal([new RegistryLogin("r.example", "ana", "from r.example"), new RegistryLogin("t.example", "", "", "t")], logins);
    }

    [Fact]
    public async Task A_helper_that_knows_nothing_is_no_trouble()
    {
        Helper("docker-credential-keys", "echo 'credentials not found in native keychain'; exit 1");
        Configure("""{"credsStore":"keys"}""");

        Assert.Empty(await FindAsync("r.example"));
        Assert.Equal("", Errors());
    }

    [Theory]
    [InlineData("""{"credsStore":"missing"}""", "docker-credential-missing cannot be run")]
    [InlineData("""{"credsStore":"../evil"}""", "is not the name of a credential helper")]
    [InlineData("""{"auths":{"r.example":{"auth":"%%%"}}}""", "is damaged")]
    [InlineData("{ no json", "cannot be read, so no login of docker's is sent")]
    public async Task Trouble_is_a_warning(string config, string warning)
    {
        Configure(config);

        Assert.Empty(await FindAsync("r.example"));
        Assert.Contains(warning, Errors());
    }

    private static string Encoded(string pair) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));

    private void Configure(string json) => _home.Write(".docker/config.json", json);

    private void Helper(string name, string script)
    {
        var path = _home.Write($"bin/{name}", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<IReadOnlyList<RegistryLogin>> FindAsync(params string[] hosts)
    {
        var run = new CliRun(home: _home.Path) { ["PATH"] = $"{_home.Path}/bin:/usr/bin:/bin" };
        return new DockerLogins(run.EnvironmentOf(Stream.Null, _errors)).ForAsync(hosts, TestContext.Current.CancellationToken);
    }

    private string Errors() => Encoding.UTF8.GetString(_errors.ToArray());
}
