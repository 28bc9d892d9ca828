using System.Net;
using Gantry.Client;
using Gantry.Manager.Api;
using Gantry.Manager.Api.OpenApi;
using Gantry.Manager.Api.Telemetry;
using Gantry.Manager.Control;
using Gantry.Manager.Security;
using Gantry.Output;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gantry.Roles;

/// <summary>The two listeners of a server: the control API on its socket and with TLS, and telemetry.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly ServerSettings _settings;
    private readonly WebApplication _control;
    private readonly WebApplication _telemetry;

    public ApiHost(
        ServerSettings settings, ManagerRole manager, WorkerRole worker, SecretBox box, ClusterAuthority authority, AdminToken token,
        TimeProvider time, ILoggerFactory logs)
    {
        _settings = settings;
        var now = time.GetUtcNow();
        _control = Application(logs, kestrel => ListenControl(kestrel, authority, time), services => services.AddControlApi());
        var streams = new WorkerStreams(manager.Sessions.OpenAsync, manager.Ids);
        var sealing = new SecretSealing(plain => box.Seal(plain), closed => box.Open(closed));
        var signing = AuthorityParts.Signing(authority, manager.Store, time);
        IReadOnlyList<string> managers = [settings.ManagerAddress];
        var commands = ControlCommands.For(manager.Store, manager.Ids, time, sealing, streams, signing, () => managers, ComposeReading.Read, ReservedPorts());
        var facts = new SystemFacts(
            ProductVersion.Text, "sqlite", now, () => worker.Identity.Id, _ => Task.FromResult(ServerChecks.Of(manager.Store.Current, worker, settings.DataDirectory)));
        var callers = new Callers(token, new NodeCertificates(authority, manager.Store, time));
        _control.MapControlApi(new ControlApi(manager.Store, commands, streams, facts, signing, manager.Sessions, manager.Usages, () => managers, callers.Of, time));

        _telemetry = Application(logs, kestrel => kestrel.Listen(settings.TelemetryListen), _ => { });
        _telemetry.MapTelemetry(manager.Store, manager.Usages, facts, time, ct => ApiDocument.WriteAsync(_control.Services, ct));
    }

    /// <exception cref="CliException">An address is taken.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        using (ControlSocket.OwnerAndGroupOnly())
            await StartAsync(_control, $"{_settings.ApiListen}", "--api-listen", ct);
        ControlSocket.GiveToGroup(_settings.SocketPath);
        await StartAsync(_telemetry, $"{_settings.TelemetryListen}", "--telemetry-listen", ct);
    }

    public async Task StopAsync(CancellationToken ct)
    {
        await Task.WhenAll(_control.StopAsync(ct), _telemetry.StopAsync(ct));
        File.Delete(_settings.SocketPath);
    }

    public async ValueTask DisposeAsync()
    {
        await _control.DisposeAsync();
        await _telemetry.DisposeAsync();
    }

    private static WebApplication Application(ILoggerFactory logs, Action<KestrelServerOptions> listen, Action<IServiceCollection> services)
    {
        // Empty: the others read appsettings.json from the folder that the server happens to be started in, watch that folder,
        // and listen on what another program's variables say.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs).AddRoutingCore();
        services(builder.Services);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            listen(kestrel);
        });
        return builder.Build();
    }

    private static async Task StartAsync(WebApplication app, string address, string flag, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException taken)
        {
            throw new CliException(ExitCode.Error, $"{address} cannot be listened on: {taken.Message}", $"Stop what listens there, or choose another address with {flag}.");
        }
    }

    private void ListenControl(KestrelServerOptions kestrel, ClusterAuthority authority, TimeProvider time)
    {
        var certificate = new ServerCertificate(authority, [.. OwnNames()], [.. OwnAddresses()], time);
        kestrel.ListenUnixSocket(_settings.SocketPath, listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.Listen(_settings.ApiListen, listen => listen.UseHttps(certificate.Handshakes));
    }

    private IEnumerable<string> OwnNames()
    {
        yield return "localhost";
        yield return _settings.Name;
        yield return Dns.GetHostName();
        if (!IPAddress.TryParse(_settings.Advertise, out _))
            yield return _settings.Advertise;
    }

    private IEnumerable<IPAddress> OwnAddresses()
    {
        yield return IPAddress.Loopback;
        yield return IPAddress.IPv6Loopback;
        if (IPAddress.TryParse(_settings.Advertise, out var advertised))
            yield return advertised;
        if (HostIpOf(_settings.ApiListen) is not null)
            yield return _settings.ApiListen.Address;
    }

    private List<ReservedPort> ReservedPorts() =>
    [
        new(_settings.ApiListen.Port, "tcp", HostIpOf(_settings.ApiListen), "the control API"),
        new(_settings.TelemetryListen.Port, "tcp", HostIpOf(_settings.TelemetryListen), "telemetry"),
    ];

    private static string? HostIpOf(IPEndPoint endpoint) =>
        endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any) ? null : endpoint.Address.ToString();
}
