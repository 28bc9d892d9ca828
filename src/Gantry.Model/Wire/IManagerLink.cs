using Gantry.Model.Nodes;
using Gantry.Model.Stacks;

namespace Gantry.Model.Wire;

/// <summary>
/// The line from a worker to the manager. Two real forms carry the same bytes: within the process, and HTTPS.
/// Every call throws <see cref="LinkException"/> when the line is down.
/// </summary>
public interface IManagerLink
{
    Task<LinkWelcome> HelloAsync(WorkerHello hello, CancellationToken ct);

    /// <summary>What the node should run: first the full set, then changes, without end. Also requests for streams.</summary>
    IAsyncEnumerable<WorkerMessage> ReceiveAsync(NodeId node, CancellationToken ct);

    /// <summary>Returns when the reports are stored: until then the worker sends them again.</summary>
    Task ReportAsync(StatusReport report, CancellationToken ct);

    Task HeartbeatAsync(NodeId node, Heartbeat heartbeat, CancellationToken ct);

    /// <summary>Returns when what it tells is known to the manager.</summary>
    Task TellAsync(NodeReport report, CancellationToken ct);

    /// <summary>The login for one pull; null when the cluster knows none for that host.</summary>
    Task<RegistryLogin?> LoginForAsync(NodeId node, string registryHost, CancellationToken ct);

    /// <summary>Answers a <see cref="StreamRequest"/>: a two-way stream of bytes, apart from everything else.</summary>
    Task<Stream> OpenStreamAsync(NodeId node, string streamId, CancellationToken ct);
}
