using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Gantry.Model.Nodes;
using Gantry.Model.Stacks;
using Gantry.Model.Wire;

namespace Gantry.Tests.Worker.Session;

/// <summary>A manager that says what a test wants, and remembers what it hears.</summary>
internal sealed class ScriptedLink : IManagerLink
{
    private readonly Lock _lock = new();
    private readonly List<StatusReport> _reports = [];
    private Channel<WorkerMessage> _down = Channel.CreateUnbounded<WorkerMessage>();
    private int _hellos;
    private int _heartbeats;

    public int Hellos => Volatile.Read(ref _hellos);

    public int Heartbeats => Volatile.Read(ref _heartbeats);

    /// <summary>Refuses every call with this.</summary>
    public string? Problem
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>Called with each report before it is acknowledged; may throw.</summary>
    public Func<StatusReport, Task> Storing { get; set; } = _ => Task.CompletedTask;

    public long Term { get; set; } = 1;

    /// <summary>What was told last of the node.</summary>
    public NodeReport? Node { get; private set; }

    public List<StatusReport> Reports
    {
        get
        {
            lock (_lock)
                return [.. _reports];
        }
    }

    public void Say(WorkerMessage message) => _down.Writer.TryWrite(message);

    /// <summary>The line breaks: what is received ends with a fault, and the next session has a line of its own.</summary>
    public void Break(string reason)
    {
        var broken = _down;
        _down = Channel.CreateUnbounded<WorkerMessage>();
        broken.Writer.TryComplete(new LinkException(reason));
    }

    public Task<LinkWelcome> HelloAsync(WorkerHello hello, CancellationToken ct)
    {
        Interlocked.Increment(ref _hellos);
        ThrowIfDown();
        return Task.FromResult(new LinkWelcome(1, WorkerNode.Cluster, hello.Hostname, Term));
    }

    public async IAsyncEnumerable<WorkerMessage> ReceiveAsync(NodeId node, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var message in _down.Reader.ReadAllAsync(ct))
            yield return message;
    }

    public async Task ReportAsync(StatusReport report, CancellationToken ct)
    {
        ThrowIfDown();
        await Storing(report);
        lock (_lock)
            _reports.Add(report);
    }

    public Task HeartbeatAsync(NodeId node, Heartbeat heartbeat, CancellationToken ct)
    {
        ThrowIfDown();
        Interlocked.Increment(ref _heartbeats);
        return Task.CompletedTask;
    }

    public Task TellAsync(NodeReport report, CancellationToken ct)
    {
        ThrowIfDown();
        Node = report;
        return Task.CompletedTask;
    }

    public Task<RegistryLogin?> LoginForAsync(NodeId node, string registryHost, CancellationToken ct) =>
        Task.FromResult<RegistryLogin?>(null);

    public Task<Stream> OpenStreamAsync(NodeId node, string streamId, CancellationToken ct) => throw new LinkException("No streams here.");

    private void ThrowIfDown()
    {
        if (Problem is { } problem)
            throw new LinkException(problem);
    }
}
