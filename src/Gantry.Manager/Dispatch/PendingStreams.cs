using System.Collections.Concurrent;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>Streams that were asked for and whose worker has not opened them yet.</summary>
internal sealed class PendingStreams
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Stream>> _expected = new();

    public Task<Stream> Expect(string id)
    {
        var opened = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
        _expected[id] = opened;
        return opened.Task;
    }

    /// <exception cref="LinkException">Nobody asked for it, or not any more.</exception>
    public void Attach(string id, Stream stream)
    {
        if (!_expected.TryRemove(id, out var opened) || !opened.TrySetResult(stream))
            throw new LinkException($"Nobody waits for stream {id}.");
    }
}
