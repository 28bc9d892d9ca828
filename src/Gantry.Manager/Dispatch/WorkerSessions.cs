using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Stacks;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>The manager's end of the line to its workers: assignments down, reports up, streams on request.</summary>
/// <param name="openLogin">Decrypts a registry's login.</param>
internal sealed class WorkerSessions(
    StateStore store,
    StatusInbox inbox,
    NodeRegistration registration,
    PendingStreams streams,
    Func<string, RegistryLogin?> openLogin)
{
    private const int LinkVersion = 1;

    private readonly ConcurrentDictionary<NodeId, Channel<StreamRequest>> _requests = new();

    public async Task<LinkWelcome> WelcomeAsync(WorkerHello hello, CancellationToken ct)
    {
        if (hello.MinVersion > LinkVersion || hello.MaxVersion < LinkVersion)
            throw new LinkException($"This manager speaks version {LinkVersion} of the worker link, the worker {hello.MinVersion} to {hello.MaxVersion}: install the same release on both.");
        var node = await registration.WelcomeAsync(hello, ct);
        return new LinkWelcome(LinkVersion, store.Current.Settings.ClusterId.ToString(), node.Name, store.Current.Revision.Epoch);
    }

    /// <summary>First everything, then what changes, as long as the worker listens. Many commits in between make one message.</summary>
    public async IAsyncEnumerable<WorkerMessage> SendAsync(NodeId node, [EnumeratorCancellation] CancellationToken ct)
    {
        var requests = Channel.CreateBounded<StreamRequest>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropWrite });
        _requests[node] = requests;
        var snapshot = store.Current;
        var told = NodeAssignments.For(snapshot, node);
        var version = 1L;
        yield return new WorkerMessage(Assignments: told.Full(snapshot.Revision.Epoch, version));

        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var requested = requests.Reader.WaitToReadAsync(either.Token).AsTask();
        while (!ct.IsCancellationRequested)
        {
            while (requests.Reader.TryRead(out var request))
                yield return new WorkerMessage(Stream: request);
            if (requested.IsCompleted)
                requested = requests.Reader.WaitToReadAsync(either.Token).AsTask();

            if (snapshot.Revision != store.Current.Revision)
            {
                snapshot = store.Current;
                var now = NodeAssignments.For(snapshot, node);
                if (now.Since(told, snapshot.Revision.Epoch, version + 1) is { } next)
                {
                    version++;
                    yield return new WorkerMessage(Assignments: next);
                }

                told = now;
                continue;
            }

            await Task.WhenAny(store.ChangedAsync(snapshot.Revision, ct), requested);
        }
    }

    public Task ReportAsync(StatusReport report, CancellationToken ct) => inbox.PostAsync(report, ct);

    public Task HeartbeatAsync(Heartbeat heartbeat, CancellationToken ct) => registration.HeardAsync(heartbeat, ct);

    public RegistryLogin? LoginFor(string host) => openLogin(host);

    /// <summary>Hands the worker's end of a stream to whoever asked for it.</summary>
    public void Attach(string streamId, Stream stream) => streams.Attach(streamId, stream);

    /// <summary>Asks the node's worker to open a stream.</summary>
    /// <exception cref="LinkException">The node has no worker connected, or it does not answer.</exception>
    public async Task<Stream> OpenAsync(NodeId node, StreamRequest request, CancellationToken ct)
    {
        if (!_requests.TryGetValue(node, out var requests))
            throw new LinkException($"Node {store.Current.Find(node)?.Name ?? $"{node}"} has no worker connected: its logs and execs cannot be reached now. 'gantry node ls' shows since when.");
        var opened = streams.Expect(request.Id);
        await requests.Writer.WriteAsync(request, ct);
        return await opened.WaitAsync(TimeSpan.FromSeconds(10), ct);
    }
}
