using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gantry.Client;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>What a person meets who starts a server for the first time, and something is in the way.</summary>
public sealed class FirstStartTests(LocalEngine engine)
{
    private ServerPlace Place => new(engine.Engine, engine.Address.SocketPath);

    [Fact]
    public async Task A_first_start_that_cannot_write_the_context_loses_no_token()
    {
        var ct = TestContext.Current.CancellationToken;
        var home = Directory.CreateTempSubdirectory("gc-first-");
        try
        {
            var data = Path.Combine(home.FullName, "data");
            var command = new GantryCommand(home.FullName) { ["GANTRY_CONFIG"] = "/proc/none/config.yaml" };
            var failed = (await command.RunAsync(
                ct, "server", "--data-dir", data, "--socket", Path.Combine(home.FullName, "s"), "--engine", $"unix://{engine.Address.SocketPath}")).Expect(1);
            Assert.Contains("/proc/none/config.yaml cannot be written", failed.Errors, StringComparison.Ordinal);

            await using var server = await ServerProcess.StartAsync(Place with { DataDirectory = data }, ct);

            var context = Assert.Single(new ContextFile(server.ConfigPath).Load().Contexts);
            Assert.NotNull(context.Token);
            var remote = new GantryCommand(server.Folder) { ["GANTRY_CONFIG"] = server.ConfigPath };
            (await remote.RunAsync(ct, "--context", context.Name, "node", "ls")).Expect(0);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("gantry.test", "https://gantry.test:")]
    [InlineData("::1", "https://[::1]:")]
    public async Task The_certificate_and_the_context_name_what_is_advertised(string advertised, string address)
    {
        var ct = TestContext.Current.CancellationToken;

        await using var server = await ServerProcess.StartAsync(Place with { Advertise = advertised }, ct);

        var context = Assert.Single(new ContextFile(server.ConfigPath).Load().Contexts);
        Assert.StartsWith(address, Assert.Single(context.Addresses), StringComparison.Ordinal);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Https.Host, server.Https.Port, ct);
        await using var tls = new SslStream(client.GetStream());
        using var authority = X509Certificate2.CreateFromPem(context.CertificateAuthority);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = advertised,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
            ct);
        Assert.True(tls.IsAuthenticated);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_in_one_sentence()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var first = await ServerProcess.StartAsync(Place, ct);
        var command = new GantryCommand(first.Folder);

        var refused = (await command.RunAsync(
            ct, "server", "--data-dir", Path.Combine(first.Folder, "other"), "--socket", Path.Combine(first.Folder, "o"),
            "--api-listen", $"127.0.0.1:{first.Https.Port}", "--telemetry-listen", $"127.0.0.1:{Ports.Free()}", "--dns-listen", "off")).Expect(1);

        Assert.Contains($"127.0.0.1:{first.Https.Port} cannot be listened on", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("--api-listen", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Output + refused.Errors, StringComparison.Ordinal);
    }
}
