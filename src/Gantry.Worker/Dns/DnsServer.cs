using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Dns;

/// <summary>Answers the containers of this node: names of their networks from memory, the rest from the host's resolvers.</summary>
internal sealed class DnsServer(DnsSettings settings, TimeProvider time, Random random, ILogger<DnsServer> log) : BackgroundService
{
    /// <summary>Swapped by one write; questions in flight see the old table or the new one, never a mixture.</summary>
    public NameTable Names { get; set; } = NameTable.Empty;

    public DnsCounters Counters { get; } = new();

    /// <summary>Listened-on addresses that could not be bound, with the reason; tried again every second.</summary>
    public IReadOnlyDictionary<IPEndPoint, string> Problems { get; } = new Dictionary<IPEndPoint, string>();

    /// <summary>The full set of addresses to listen on, besides loopback. Safe to repeat. Bridges need not exist yet.</summary>
    public void Listen(IReadOnlySet<IPEndPoint> endpoints) => throw new NotImplementedException($"{settings}{time}{random}{log}{endpoints}");

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => throw new NotImplementedException();
}
