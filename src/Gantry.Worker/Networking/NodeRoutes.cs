using System.Net;
using System.Threading.Channels;
using Gantry.Model.Networks;
using Gantry.Model.Wire;
using Gantry.Worker.Dns;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Networking;

/// <summary>Makes DNS and published ports follow what the manager says. The newest word counts; older ones are skipped.</summary>
internal sealed partial class NodeRoutes(DnsServer dns, PortRoutes ports, TimeProvider time, ILogger<NodeRoutes> log) : BackgroundService
{
    private const int DnsPort = 53;

    /// <summary>An engine that restarts flushes rules of others, and people do too: repaired within this time.</summary>
    private static readonly TimeSpan RepairPeriod = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private volatile IReadOnlyList<AssignedNetwork> _networks = [];
    private volatile IReadOnlyList<AssignedRoute> _routes = [];
    private volatile string? _problem;

    /// <summary>Why published ports do not follow; null while they do.</summary>
    public string? Problem => _problem;

    /// <param name="networks">Null: unchanged, as <paramref name="routes"/>.</param>
    public void Follow(IReadOnlyList<AssignedNetwork>? networks, IReadOnlyList<AssignedRoute>? routes, IReadOnlyList<Asker> askers)
    {
        _networks = networks ?? _networks;
        _routes = routes ?? _routes;
        if (networks is not null)
            FollowNames(_networks, askers);
        if (networks is not null || routes is not null)
            _changed.Writer.TryWrite(true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Rules outlive the process: until the manager has spoken, those of the last one are right.
        await _changed.Reader.WaitToReadAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ports.ApplyAsync(RoutesOf(_routes, _networks), stoppingToken);
                _problem = null;
            }
            catch (NetworkingException failure)
            {
                if (_problem is null)
                    LogFailed(failure.Message);
                _problem = failure.Message;
            }

            await WaitAsync(stoppingToken);
        }
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        using var due = new CancellationTokenSource(RepairPeriod, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, due.Token);
        try
        {
            await _changed.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (due.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // Time to compare with the kernel.
        }
    }

    private void FollowNames(IReadOnlyList<AssignedNetwork> networks, IReadOnlyList<Asker> askers)
    {
        var ranged = networks.Where(n => n.Subnet is not null).ToList();
        dns.Names = new NameTable([.. ranged.Select(NamesOf)], askers);
        dns.Listen(ranged.Select(n => new IPEndPoint(NetworkRange.GatewayOf(IPNetwork.Parse(n.Subnet ?? "")), DnsPort)).ToHashSet());
    }

    private static NamedNetwork NamesOf(AssignedNetwork network) => new(
        network.Spec.Name,
        IPNetwork.Parse(network.Subnet ?? ""),
        [
            .. network.Services.Select(s => new NamedService(
                s.Stack, s.Service, s.Aliases, [.. s.Replicas.Select(r => new NamedReplica(r.Slot, IPAddress.Parse(r.Address)))])),
        ]);

    private static PortRouteSet RoutesOf(IReadOnlyList<AssignedRoute> routes, IReadOnlyList<AssignedNetwork> networks) => new(
        [
            .. routes.Select(r => new PortRoute(
                r.HostIp is null ? null : IPAddress.Parse(r.HostIp),
                r.Published,
                ProtocolOf(r.Protocol),
                [.. r.Backends.Select(b => new IPEndPoint(IPAddress.Parse(b.Address), b.Port))])),
        ],
        [.. networks.Where(n => n.Subnet is not null).Select(n => IPNetwork.Parse(n.Subnet ?? ""))]);

    private static PortProtocol ProtocolOf(string protocol) => protocol switch
    {
        "tcp" => PortProtocol.Tcp,
        "udp" => PortProtocol.Udp,
        "sctp" => PortProtocol.Sctp,
        _ => throw new NetworkingException($"'{protocol}' is no protocol that a port can be published for: use tcp, udp or sctp."),
    };

    [LoggerMessage(LogLevel.Error, "Published ports do not follow: {Reason}")]
    private partial void LogFailed(string reason);
}
