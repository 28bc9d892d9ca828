using System.Collections.Concurrent;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Dispatch;

/// <summary>
/// When each node was heard last, on this machine's monotonic clock. In memory alone: a manager that was just started has heard
/// nobody, and is patient.
/// </summary>
internal sealed class NodePulse(TimeProvider time)
{
    private readonly ConcurrentDictionary<NodeId, long> _heard = new();
    private readonly ConcurrentDictionary<NodeId, bool> _missed = new();
    private long _startedAt = time.GetTimestamp();
    private TaskCompletionSource _returned = NewSignal();

    public void Beat(NodeId node)
    {
        _heard[node] = time.GetTimestamp();
        if (_missed.TryRemove(node, out _))
            Volatile.Read(ref _returned).TrySetResult();
    }

    /// <returns>Null: not heard since the start.</returns>
    public TimeSpan? SilenceOf(NodeId node) => _heard.TryGetValue(node, out var at) ? time.GetElapsedTime(at) : null;

    public TimeSpan SinceStart => time.GetElapsedTime(_startedAt);

    /// <summary>As if the manager had just been started: who was not awake to hear anybody cannot say who was silent.</summary>
    public void StartAgain()
    {
        _heard.Clear();
        _startedAt = time.GetTimestamp();
    }

    /// <summary>Those that were silent for longer than so count as heard just now.</summary>
    public void CountAnew(IEnumerable<NodeId> nodes, TimeSpan longerThan)
    {
        foreach (var node in nodes.Where(n => SilenceOf(n) is not { } silence || silence >= longerThan))
            _heard[node] = time.GetTimestamp();
    }

    /// <summary>Waits until the time is over, or one of those that are missed is heard again.</summary>
    public async Task WaitAsync(IEnumerable<NodeId> missed, TimeSpan most, CancellationToken ct)
    {
        var returned = NewSignal();
        Volatile.Write(ref _returned, returned);
        var since = time.GetTimestamp();
        foreach (var node in missed)
        {
            _missed[node] = true;

            // It may have been heard just before it was missed.
            if (_heard.TryGetValue(node, out var at) && at >= since)
                returned.TrySetResult();
        }

        await Task.WhenAny(returned.Task, Task.Delay(most, time, ct));
        ct.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
