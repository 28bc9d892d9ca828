using System.Collections.Concurrent;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>Streams that were asked for and whose worker has not opened them yet.</summary>
internal sealed class PendingStreams
{
    private readonly ConcurrentDictionary<string, Expected> _expected = new();

    /// <param name="node">Nobody else may open it.</param>
    public Task<Stream> Expect(NodeId node, string id)
    {
        var opened = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
        _expected[id] = new Expected(node, opened);
        return opened.Task;
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void Forget(string id) => _expected.TryRemove(id, out _);

    /// <exception cref="LinkException">Nobody asked this node for it, or not any more.</exception>
    public void Attach(NodeId node, string id, Stream stream)
    {
        if (!_expected.TryGetValue(id, out var expected) || expected.Node != node || !expected.Opened.TrySetResult(stream))
            throw new LinkException($"Nobody waits for stream {id}.");
    }

    private sealed record Expected(NodeId Node, TaskCompletionSource<Stream> Opened);
}
