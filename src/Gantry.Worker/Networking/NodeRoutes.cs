using System.Net;
using System.Threading.Channels;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;
using Gantry.Worker.Dns;
using Gantry.Worker.Docker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Networking;

/// <summary>
/// Makes DNS and published ports follow what the manager says. The newest word counts; older ones are skipped. A port on which
/// a process of this machine listens already is left to it, until it lets go: first come, first served.
/// </summary>
/// <param name="learned">Told everything known whenever any of it changes, for the memory of this worker.</param>
internal sealed partial class NodeRoutes(
    DnsServer dns, PortRoutes ports, Action<KnownRoutes> learned, TimeProvider time, ILogger<NodeRoutes> log) : BackgroundService
{
    private const int DnsPort = 53;

    /// <summary>An engine that restarts flushes rules of others, and people do too: repaired within this time.</summary>
    private static readonly TimeSpan RepairPeriod = TimeSpan.FromSeconds(10);

    /// <summary>A port that a process holds is published within this time of its end.</summary>
    private static readonly TimeSpan HeldPeriod = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    // The session and the tasks tell what they know, each on its own loop.
    private readonly Lock _lock = new();
    private IReadOnlyList<Asker>? _askers;
    private IReadOnlyDictionary<string, ExternalRange>? _external;
    private volatile KnownRoutes? _known;
    private volatile string? _problem;
    private volatile bool _isToldByManager;
    private volatile IReadOnlyList<HeldPort>? _held;
    private readonly ChangeSignal _heldChanged = new();

    // What is routed is ours and stays so, whoever begins to listen behind it. Null: the kernel must be asked, since the process
    // before may have left routes, or the last attempt broke off.
    private IReadOnlySet<RoutedPort>? _ours;

    private long _dueSince = time.GetTimestamp();

    /// <summary>Why published ports do not follow; null while they do.</summary>
    public string? Problem => _problem;

    /// <summary>Ports that are left to others; null until they were looked at.</summary>
    public IReadOnlyList<HeldPort>? Held => _held;

    /// <summary>Completes at the next change of <see cref="Held"/>.</summary>
    public Task HeldChange => _heldChanged.Next;

    /// <summary>What the process before this one wrote down: names are answered by it before the manager is reached.</summary>
    public void Recall(KnownRoutes known) => Become(known, isNews: false);

    /// <param name="networks">Null: unchanged, as <paramref name="routes"/>.</param>
    public void Follow(IReadOnlyList<AssignedNetwork>? networks, IReadOnlyList<AssignedRoute>? routes)
    {
        if (networks is null && routes is null)
            return;
        lock (_lock)
        {
            _isToldByManager = true;
            var known = _known ?? KnownRoutes.None;
            Become(
                new KnownRoutes(networks is null ? known.Networks : Ranged(Answered(networks, known)), routes ?? known.Routes, _askers ?? known.Askers), isNews: true);
        }
    }

    /// <summary>Containers came or went: names depend on who asks, and each container that starts brings a port on its bridge.</summary>
    public void Follow(IReadOnlyList<Asker> askers)
    {
        lock (_lock)
        {
            _askers = askers;
            if (_known is { } known && !known.HasAskers(askers))
                Become(known with { Askers = askers }, isNews: true);
        }

        _changed.Writer.TryWrite(true);
    }

    /// <summary>External networks have ranges that only the engine knows.</summary>
    public void Follow(IReadOnlyDictionary<string, ExternalRange> external)
    {
        lock (_lock)
        {
            _external = external;
            if (_known is { } known)
                Become(known with { Networks = Ranged(known.Networks) }, isNews: true);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Rules outlive the process: until the manager has spoken, those of the last one are right.
        await _changed.Reader.WaitToReadAsync(stoppingToken);
        var isDue = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            // The kernel still has the rules of the process before, and they are newer than what it wrote down before it was
            // killed. Until the manager has spoken they are not touched.
            if (_isToldByManager && _known is { } known)
                await ApplyAsync(known, isDue, stoppingToken);
            isDue = await WaitAsync(stoppingToken);
        }
    }

    /// <param name="isDue">Time to compare with the kernel, which may have been changed without us.</param>
    private async Task ApplyAsync(KnownRoutes known, bool isDue, CancellationToken ct)
    {
        string? problem;
        isDue |= _ours is null;
        try
        {
            var reading = await ReadAsync(known, ct);
            TellHeld(reading.Held);
            _ours = null;
            await (isDue ? ports.ApplyAsync(reading.Routes, ct) : ports.FollowAsync(reading.Routes, ct));
            _ours = reading.Routes.Routes.Select(r => r.Key).ToHashSet();
            problem = reading.Problems.Count == 0 ? null : string.Join(' ', reading.Problems);
        }
        catch (Exception failure) when (failure is NetworkingException or ArgumentException)
        {
            problem = failure.Message;
        }

        if (problem is not null && problem != _problem)
            LogFailed(problem);
        _problem = problem;
    }

    private async Task<RouteReading> ReadAsync(KnownRoutes known, CancellationToken ct)
    {
        var ours = _ours ?? await ports.RoutedAsync(ct);
        var reading = RouteReading.Of(known.Routes, known.Networks, _ => null);
        if (reading.Routes.Routes.All(r => ours.Contains(r.Key)))
            return reading;

        var listening = await ListeningPorts.ReadAsync(ct);
        return RouteReading.Of(
            known.Routes,
            known.Networks,
            route => ours.Contains(route.Key) ? null : listening.HolderOf(route.HostIp, route.Port, route.Protocol, dns.Bound));
    }

    private void TellHeld(IReadOnlyList<HeldPort> held)
    {
        var isNews = _held is not { } before || !before.SequenceEqual(held);
        _held = held;
        if (isNews)
            _heldChanged.Raise();
    }

    /// <returns>Whether it is time to compare with the kernel; else there is news.</returns>
    private async Task<bool> WaitAsync(CancellationToken ct)
    {
        var left = (_held is { Count: > 0 } ? HeldPeriod : RepairPeriod) - time.GetElapsedTime(_dueSince);
        if (left > TimeSpan.Zero)
        {
            using var due = new CancellationTokenSource(left, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, due.Token);
            try
            {
                await _changed.Reader.ReadAsync(either.Token);
                return false;
            }
            catch (OperationCanceledException) when (due.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                // Time to compare.
            }
        }

        // Also when there is nothing to compare yet: the next turn is a period away, not now.
        _dueSince = time.GetTimestamp();
        return true;
    }

    private void Become(KnownRoutes known, bool isNews)
    {
        _known = known;
        var ranged = known.Networks.Where(n => n.Subnet is not null).ToList();
        dns.Names = new NameTable([.. ranged.Select(NamesOf)], known.Askers);
        dns.Listen(ranged.Select(n => new IPEndPoint(NetworkRange.GatewayOf(IPNetwork.Parse(n.Subnet ?? ""), n.Gateway), DnsPort)).ToHashSet());
        _changed.Writer.TryWrite(true);
        if (isNews)
            learned(known);
    }

    private static List<AssignedNetwork> Answered(IReadOnlyList<AssignedNetwork> networks, KnownRoutes known) =>
        [.. networks.Select(n => n.AnsweredAfter(known.Networks.FirstOrDefault(k => k.Spec.Name == n.Spec.Name)?.Services))];

    // Until the engine was asked, what the process before this one knew still holds.
    private List<AssignedNetwork> Ranged(IReadOnlyList<AssignedNetwork> networks)
    {
        var external = _external ?? (_known?.Networks ?? []).Where(n => n is { Spec.External: true, Subnet: not null, Gateway: not null })
            .ToDictionary(n => n.Spec.Name, n => new ExternalRange(n.Subnet ?? "", n.Gateway ?? ""));
        return
        [
            .. networks.Select(n => n.Spec.External
                ? n with { Subnet = external.GetValueOrDefault(n.Spec.Name)?.Subnet, Gateway = external.GetValueOrDefault(n.Spec.Name)?.Gateway }
                : n),
        ];
    }

    private static NamedNetwork NamesOf(AssignedNetwork network) => new(
        network.Spec.Name,
        IPNetwork.Parse(network.Subnet ?? ""),
        [
            .. (network.Services ?? []).Select(s => new NamedService(
                s.Stack, s.Service, s.Aliases, [.. s.Replicas.Select(r => new NamedReplica(r.Slot, IPAddress.Parse(r.Address)))])),
        ]);

    [LoggerMessage(LogLevel.Error, "Published ports do not follow: {Reason}")]
    private partial void LogFailed(string reason);
}
