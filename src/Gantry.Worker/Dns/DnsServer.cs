using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Dns;

/// <summary>
/// Answers the containers of this node: names of their networks from memory, the rest from the host's resolvers.
/// <para>
/// Measured on engine 20.10: the engine's resolver (127.0.0.11 in every container on a user-defined bridge) asks the
/// servers of HostConfig.Dns from inside the container's network namespace, so we see the container's own address. Of
/// a container on several networks it is the one on the network whose gateway is asked, or the one of the default
/// route when that gateway is on none of them; internal networks are no different. It writes <c>options ndots:0</c>
/// and passes on names of one label. It answers itself, without asking us, only its own containers' names.
/// </para>
/// </summary>
internal sealed partial class DnsServer : BackgroundService
{
    // Somebody else may hold the port for a moment: the server that we replace. "Bound again within a second."
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(250);

    private readonly DnsSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<DnsServer> _log;
    private readonly NodeResolver _resolver;
    private readonly PendingForwards _forwards = new();
    private readonly Dictionary<IPEndPoint, Listener> _listeners = [];
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(capacity: 1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private ImmutableHashSet<IPEndPoint> _wanted;
    private ImmutableDictionary<IPEndPoint, string> _problems = [];
    private NameTable _names = NameTable.Empty;

    public DnsServer(DnsSettings settings, TimeProvider time, Random random, ILogger<DnsServer> log)
        : this(settings, new ResolvConf(settings.ResolvConfPath).Servers, time, random, log)
    {
    }

    /// <param name="upstreams">Whom to ask about everything else, instead of the servers of resolv.conf.</param>
    public DnsServer(
        DnsSettings settings, Func<IReadOnlyList<IPEndPoint>> upstreams, TimeProvider time, Random random,
        ILogger<DnsServer> log)
    {
        _settings = settings;
        _time = time;
        _log = log;
        _wanted = WithLoopback([]);

        // Never ask ourselves: a resolv.conf that names one of our own addresses would make every question a loop.
        var others = new UpstreamResolvers(() => [.. upstreams().Where(server => !_wanted.Contains(server))], time);
        _resolver = new NodeResolver(() => Names, others, new ClientRates(time), Counters, (uint)random.Next());
    }

    /// <summary>Swapped by one write; a question in flight sees the old table or the new one, never a mixture.</summary>
    public NameTable Names
    {
        get => Volatile.Read(ref _names);
        set => Volatile.Write(ref _names, value);
    }

    public DnsCounters Counters { get; } = new();

    /// <summary>Addresses that could not be bound, with the reason. They are tried again four times a second.</summary>
    public IReadOnlyDictionary<IPEndPoint, string> Problems => Volatile.Read(ref _problems);

    /// <summary>The addresses that answer now. A wanted port 0 appears with the port that the kernel chose.</summary>
    public IReadOnlyList<IPEndPoint> Bound { get; private set; } = [];

    /// <summary>The full set of addresses to listen on, besides loopback. Safe to repeat, and before
    /// <see cref="BackgroundService.StartAsync"/>. Bridges need not exist yet.</summary>
    public void Listen(IReadOnlySet<IPEndPoint> endpoints)
    {
        Volatile.Write(ref _wanted, WithLoopback(endpoints));
        _changes.Writer.TryWrite(true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var change = _changes.Reader.ReadAsync(stoppingToken).AsTask();
        try
        {
            while (true)
            {
                await MatchListenersAsync(stoppingToken);
                await Task.WhenAny(change, Task.Delay(RetryPeriod, _time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
                if (change.IsCompleted)
                    change = _changes.Reader.ReadAsync(stoppingToken).AsTask();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            foreach (var listener in _listeners.Values)
                await listener.StopAsync();
            await _forwards.WhenAllEndedAsync();
        }
    }

    private ImmutableHashSet<IPEndPoint> WithLoopback(IEnumerable<IPEndPoint> endpoints) =>
        _settings.Loopback is { } loopback ? [.. endpoints, loopback] : [.. endpoints];

    /// <summary>Closes what is no longer wanted or has broken, binds what is missing.</summary>
    private async Task MatchListenersAsync(CancellationToken ct)
    {
        var wanted = Volatile.Read(ref _wanted);
        foreach (var (endpoint, listener) in _listeners.Where(l => !wanted.Contains(l.Key) || l.Value.HasEnded).ToList())
        {
            _listeners.Remove(endpoint);
            if (await listener.StopAsync() is { } reason)
                LogBroken(endpoint, reason);
        }

        ImmutableDictionary<IPEndPoint, string> problems = [];
        foreach (var endpoint in wanted.Where(endpoint => !_listeners.ContainsKey(endpoint)))
        {
            if (TryBind(endpoint, ct) is { } problem)
                problems = problems.Add(endpoint, problem);
        }

        Volatile.Write(ref _problems, problems);
        Bound = [.. _listeners.Values.Select(listener => listener.Endpoint)];
    }

    private string? TryBind(IPEndPoint endpoint, CancellationToken ct)
    {
        try
        {
            _listeners.Add(endpoint, Listener.Start(endpoint, _resolver, _forwards, Counters, _time, ct));
            return null;
        }
        catch (SocketException e)
        {
            var problem = $"DNS cannot listen on {endpoint}: {e.Message}. See what has the port with 'ss -lnup'.";
            if (!Problems.ContainsKey(endpoint))
                LogProblem(problem);
            return problem;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Problem}")]
    partial void LogProblem(string problem);

    [LoggerMessage(LogLevel.Warning, "DNS on {Endpoint} broke and is bound again: {Reason}")]
    partial void LogBroken(IPEndPoint endpoint, string reason);

    /// <summary>One bound address with its two loops.</summary>
    private sealed class Listener
    {
        private readonly DnsSocket _socket;
        private readonly CancellationTokenSource _stop;
        private readonly Task _loops;

        private Listener(DnsSocket socket, CancellationTokenSource stop, Task loops)
        {
            _socket = socket;
            _stop = stop;
            _loops = loops;
        }

        // Either loop alone may have broken: then the pair is closed and bound again.
        public bool HasEnded => _loops.IsCompleted;

        public IPEndPoint Endpoint => (IPEndPoint)_socket.Udp.LocalEndPoint!;

        public static Listener Start(
            IPEndPoint endpoint, NodeResolver resolver, PendingForwards forwards, DnsCounters counters,
            TimeProvider time, CancellationToken ct)
        {
            var socket = DnsSocket.Bind(endpoint);
            var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var udp = new UdpQueries(socket.Udp, resolver, forwards, counters).RunAsync(stop.Token);
            var tcp = new TcpQueries(socket.Tcp, resolver, counters, time).RunAsync(stop.Token);
            return new Listener(socket, stop, RunBothAsync(udp, tcp, stop));
        }

        /// <returns>Why it had ended, or null when it had not.</returns>
        public async Task<string?> StopAsync()
        {
            await _stop.CancelAsync();
            try
            {
                await _loops;
                return null;
            }
            catch (OperationCanceledException)
            {
                return null;
            }
            catch (SocketException e)
            {
                return e.Message;
            }
            finally
            {
                _socket.Dispose();
                _stop.Dispose();
            }
        }

        private static async Task RunBothAsync(Task udp, Task tcp, CancellationTokenSource stop)
        {
            await Task.WhenAny(udp, tcp);
            await stop.CancelAsync();
            await Task.WhenAll(udp, tcp);
        }
    }
}
