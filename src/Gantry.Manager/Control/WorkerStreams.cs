using Gantry.Manager.State;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Manager.Control;

/// <summary>Streams that workers open on request: logs, commands, usage.</summary>
/// <param name="open">Throws <see cref="LinkException"/> when the node's worker cannot be reached.</param>
internal sealed class WorkerStreams(Func<NodeId, StreamRequest, CancellationToken, Task<Stream>> open, IdSource ids)
{
    private static readonly TimeSpan JoinsWithin = TimeSpan.FromSeconds(5);

    /// <param name="make">Gets the stream's id.</param>
    /// <exception cref="LinkException">The node's worker cannot be reached.</exception>
    public async Task<Stream> OpenAsync(NodeId node, Func<string, StreamRequest> make, CancellationToken ct)
    {
        try
        {
            return await open(node, make(ids.NextTask().ToString()), ct);
        }
        catch (TimeoutException late)
        {
            throw new LinkException($"The worker of node {node} did not open the stream in time.", late);
        }
    }

    /// <summary>As <see cref="OpenAsync"/>, for what is answered in one short text.</summary>
    /// <param name="longest">Bytes; what is longer is cut off.</param>
    public async Task<ReadOnlyMemory<byte>> AskAsync(NodeId node, Func<string, StreamRequest> make, int longest, CancellationToken ct)
    {
        await using var stream = await OpenAsync(node, make, ct);
        var answer = new byte[longest];
        var length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, ct);
        return answer.AsMemory(0, length);
    }

    /// <summary>A node whose worker can be asked. Waits a moment for one: a server that was just started has none yet.</summary>
    /// <returns>Null: there is none.</returns>
    public static async Task<Node?> FirstReachableAsync(StateStore store, TimeProvider time, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(JoinsWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            while (true)
            {
                var state = store.Current;
                if (Reachable(state).FirstOrDefault() is { } node)
                    return node;
                await store.ChangedAsync(state.Revision, either.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Nodes whose worker can be asked.</summary>
    public static IEnumerable<Node> Reachable(Snapshot state) => state.Nodes.Where(n => n.State is NodeState.Ready);
}
