using System.Net;
using System.Text.RegularExpressions;
using Gantry.Worker.Networking;

namespace Gantry.Doctor;

/// <summary>Who has the ports that a server or worker wants.</summary>
internal static partial class PortProbe
{
    private const int DnsPort = 53;
    private const int ConsolePort = 4001;

    // Of a network for documents: only who listens at every address is in the way there.
    private static readonly IPAddress Nowhere = IPAddress.Parse("192.0.2.53");

    public static async Task<IReadOnlyList<PortFacts>> ReadAsync(
        DoctorTarget target, FolderFacts folder, IReadOnlyList<IPAddress> gateways, CancellationToken ct)
    {
        var listening = await ListeningPorts.ReadAsync(ct);
        List<PortFacts> ports = [];
        var (api, telemetry) = (target.ApiListen, target.TelemetryListen);
        if (folder.HasServer || !folder.HasNode)
        {
            var need = folder.HasServer ? PortNeed.Now : PortNeed.AsServer;
            ports.Add(new($"{api.Port}", "the control API and workers", need, Tcp(api), "give the server another with --api-listen ADDR:PORT"));
            ports.Add(new($"{ConsolePort}", "a web page that is still to come", PortNeed.Perhaps, Tcp(new IPEndPoint(IPAddress.Any, ConsolePort)), "leave it: today nothing of Gantry uses it"));
            ports.Add(new($"{telemetry.Port}", "health and metrics", need, Tcp(telemetry), "give the server another with --telemetry-listen ADDR:PORT"));
        }

        ports.Add(new(
            $"{DnsPort}", "names that containers ask for, at this machine's own addresses on their networks", PortNeed.Now,
            gateways.Prepend(Nowhere).Select(a => Tcp(new IPEndPoint(a, DnsPort)) ?? Udp(new IPEndPoint(a, DnsPort))).FirstOrDefault(h => h is not null),
            "let it listen at its own addresses alone (dnsmasq: bind-dynamic and listen-address=127.0.0.1; BIND: listen-on)"));
        if (target.DnsListen is { } names)
            ports.Add(new($"{names.Port}", "people on this machine who ask for names", PortNeed.Perhaps, Udp(names) ?? Tcp(names), "choose another with --dns-listen ADDR:PORT, or off"));
        return ports;

        PortHolder? Tcp(IPEndPoint at) => HolderOf(listening.HolderOf(at.Address, at.Port, PortProtocol.Tcp, []));

        PortHolder? Udp(IPEndPoint at) => HolderOf(listening.HolderOf(at.Address, at.Port, PortProtocol.Udp, []));
    }

    private static PortHolder? HolderOf(string? text) =>
        text is null ? null : new PortHolder(NamedProcess().Match(text) is { Success: true } match ? match.Groups[1].Value : null, text);

    [GeneratedRegex(@"^process (.+) \(pid \d+\) on ")]
    private static partial Regex NamedProcess();
}
