using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gantry.Manager.Security;
using Gantry.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Tests.Manager.Security;

/// <summary>A real listener whose certificate grows old.</summary>
public sealed class ServerCertificateTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gantry-certificate-");
    private WebApplication _listener = null!;
    private ClusterAuthority _authority = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _authority = ClusterAuthority.Open(KeyFolder.In(_folder.FullName), _time.GetUtcNow());
        var certificate = new ServerCertificate(_authority, ["localhost"], [IPAddress.Loopback], _time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate.Handshakes)));
        _listener = builder.Build();
        await _listener.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Connections_see_one_certificate_until_two_thirds_of_its_life_are_over_and_then_a_new_one()
    {
        var first = await ShownAsync();
        _time.Advance(TimeSpan.FromDays(59));
        var later = await ShownAsync();
        _time.Advance(TimeSpan.FromDays(2));
        var renewed = await ShownAsync();

        Assert.Equal(first.SerialNumber, later.SerialNumber);
        Assert.NotEqual(first.SerialNumber, renewed.SerialNumber);
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromDays(90), new DateTimeOffset(renewed.NotAfter), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_server_that_runs_for_years_is_trusted_all_the_time()
    {
        var serials = new HashSet<string>();
        for (var month = 0; month < 48; month++)
        {
            serials.Add((await ShownAsync()).SerialNumber);
            _time.Advance(TimeSpan.FromDays(30));
        }

        Assert.Equal(24, serials.Count);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_gets_a_certificate_of_its_own_time()
    {
        _time.Advance(TimeSpan.FromDays(30));
        await ShownAsync();

        _time.Advance(-TimeSpan.FromDays(20));

        await ShownAsync();
    }

    /// <summary>Connects as a client that trusts the cluster's authority alone, at the time of the test's clock.</summary>
    private async Task<X509Certificate2> ShownAsync()
    {
        using var authority = X509Certificate2.CreateFromPem(_authority.CertificatePem);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_listener.Urls.Single()).Port, Ct);
        await using var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                    VerificationTimeIgnored = false,
                    VerificationTime = _time.GetUtcNow().UtcDateTime,
                },
            },
            Ct);
        return X509CertificateLoader.LoadCertificate(stream.RemoteCertificate!.GetRawCertData());
    }
}
