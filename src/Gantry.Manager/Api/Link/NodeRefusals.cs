using System.Collections.Concurrent;
using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Nodes;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.Api.Link;

/// <summary>Puts on record which node reached for what is not its own. One that does it all the time must not fill the events.</summary>
internal sealed partial class NodeRefusals(StateStore store, TimeProvider time, ILogger<NodeRefusals> log)
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<NodeId, long> _recorded = new();

    /// <summary>Returns at once: whoever is refused does not wait for the disk.</summary>
    public void Record(NodeId node, string what)
    {
        LogRefused(node, what);
        var now = time.GetTimestamp();
        if (_recorded.TryGetValue(node, out var last) && time.GetElapsedTime(last, now) < Apart)
            return;
        _recorded[node] = now;
        _ = RecordAsync(node, what);
    }

    private async Task RecordAsync(NodeId node, string what)
    {
        try
        {
            await store.UpdateAsync(
                tx =>
                {
                    var name = tx.State.Find(node)?.Name ?? $"{node}";
                    tx.AddEvent(new ClusterEvent(time.GetUtcNow(), EventType.NodeRefused, $"Node {name} reached for what is not its own, and was refused. {what}") { NodeId = node });
                },
                CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // It is in the log.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Node {Node} was refused: {What}")]
    private partial void LogRefused(NodeId node, string what);
}
