using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Stacks;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>The manager's end of the line to its workers: assignments down, reports up, streams on request.</summary>
/// <param name="openLogin">Decrypts a registry's login.</param>
/// <param name="way">How workers find managers, now and after this one is gone.</param>
internal sealed class WorkerSessions(
    StateStore store,
    StatusInbox inbox,
    NodeRegistration registration,
    NodePulse pulse,
    NodeUsages usages,
    PendingStreams streams,
    Func<string, RegistryLogin?> openLogin,
    ManagerWay way,
    TimeProvider time) : IManagerLink
{
    private const int LinkVersion = 1;
    private static readonly TimeSpan OpensWithin = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<NodeId, WorkerLine> _lines = new();
    private readonly ConcurrentDictionary<NodeId, bool> _greeted = new();
    private readonly NamesPace _pace = new(time);
    private readonly Lock _sharing = new();
    private int _isWaking;
    private SharedAssignments? _shared;

    public async Task<LinkWelcome> HelloAsync(WorkerHello hello, CancellationToken ct)
    {
        if (hello.MinVersion > LinkVersion || hello.MaxVersion < LinkVersion)
        {
            await registration.RefuseVersionAsync(hello, ct);
            throw new LinkException($"This manager speaks version {LinkVersion} of the worker link, the worker {hello.MinVersion} to {hello.MaxVersion}: install the same release on both. Its containers stay.") { IsRefused = true };
        }

        pulse.Beat(hello.NodeId);
        _greeted[hello.NodeId] = true;
        var node = await registration.WelcomeAsync(hello, ct);
        var state = store.Current;
        return new LinkWelcome(LinkVersion, state.Settings.ClusterId.ToString(), node.Name, state.Revision.Epoch)
        {
            HeartbeatEvery = state.Settings.Liveness.HeartbeatEvery,
            Managers = way.Managers(),
            Authorities = way.Authorities(),
        };
    }

    /// <summary>First everything, then what changes, as long as the worker listens. Many commits in between make one message.</summary>
    public async IAsyncEnumerable<WorkerMessage> ReceiveAsync(NodeId node, [EnumeratorCancellation] CancellationToken ct)
    {
        using var line = new WorkerLine(new AssignmentFeed(node, _pace, time));
        _lines.AddOrUpdate(node, line, (_, before) =>
        {
            before.End();
            return line;
        });
        if (Interlocked.Exchange(ref _isWaking, 1) == 0)
            _ = WakeAsync();
        using var open = CancellationTokenSource.CreateLinkedTokenSource(ct, line.Ended);
        try
        {
            while (!open.IsCancellationRequested)
            {
                while (line.NextRequest() is { } request)
                    yield return new WorkerMessage(Stream: request);
                if (line.Feed.Next(Shared(), open.Token) is { } next)
                    yield return new WorkerMessage(Assignments: next);
                else
                    await line.WaitAsync(open.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            if (line.Ended.IsCancellationRequested)
                throw new LinkException("Another connection with this node's key took over. One data folder belongs to one machine: if it was copied, give the copy a folder of its own and join anew.");
        }
        finally
        {
            _lines.TryRemove(KeyValuePair.Create(node, line));
        }
    }

    public Task ReportAsync(StatusReport report, CancellationToken ct) => inbox.PostAsync(report, ct);

    public Task HeartbeatAsync(NodeId node, Heartbeat heartbeat, CancellationToken ct)
    {
        // A manager that was restarted does not know the session: who says hello again gets everything anew.
        if (!_greeted.ContainsKey(node))
            throw new LinkException("This manager has no session with the node: say hello first.");
        pulse.Beat(node);
        return Task.CompletedTask;
    }

    public Task TellAsync(NodeReport report, CancellationToken ct)
    {
        pulse.Beat(report.NodeId);
        usages.Put(report);
        return registration.ToldAsync(report, ct);
    }

    public Task<RegistryLogin?> LoginForAsync(NodeId node, string registryHost, CancellationToken ct) => Task.FromResult(openLogin(registryHost));

    /// <summary>Hands the other end of the stream to whoever asked for it.</summary>
    public Task<Stream> OpenStreamAsync(NodeId node, string streamId, CancellationToken ct)
    {
        var (worker, manager) = DuplexStream.CreatePair();
        streams.Attach(node, streamId, manager);
        return Task.FromResult(worker);
    }

    /// <summary>Asks the node's worker to open a stream.</summary>
    /// <exception cref="LinkException">The node has no worker connected, or it does not answer.</exception>
    public async Task<Stream> OpenAsync(NodeId node, StreamRequest request, CancellationToken ct)
    {
        if (!_lines.TryGetValue(node, out var line))
            throw new LinkException($"Node {store.Current.Find(node)?.Name ?? $"{node}"} has no worker connected: its logs and execs cannot be reached now. 'gantry node ls' shows since when.");
        var opened = streams.Expect(node, request.Id);
        try
        {
            await line.AskAsync(request, ct);
            return await opened.WaitAsync(OpensWithin, ct);
        }
        finally
        {
            streams.Forget(request.Id);
        }
    }

    /// <summary>Of the newest snapshot: the first session to ask makes it for all.</summary>
    private SharedAssignments Shared()
    {
        lock (_sharing)
        {
            var state = store.Current;
            return _shared?.State == state ? _shared : _shared = SharedAssignments.Of(state, _shared);
        }
    }

    /// <summary>
    /// Wakes those that have something to tell, as long as the store is open. Each commit concerns few: to have all of them look
    /// costs more than to look for them.
    /// </summary>
    private async Task WakeAsync()
    {
        try
        {
            for (var seen = Revision.None; ;)
            {
                await store.ChangedAsync(seen, CancellationToken.None);
                var shared = Shared();
                if (shared.State.Revision == seen)
                    return;
                seen = shared.State.Revision;
                foreach (var (_, line) in _lines)
                {
                    if (!line.Feed.HoldsIn(shared))
                        line.Wake();
                }
            }
        }
        finally
        {
            // What went wrong here goes wrong in each session too, and is told there; the next session begins this anew.
            Volatile.Write(ref _isWaking, 0);
            foreach (var (_, line) in _lines)
                line.Wake();
        }
    }
}
