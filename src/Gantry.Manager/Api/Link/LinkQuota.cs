using System.Collections.Concurrent;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Api.Link;

/// <summary>How much one node may ask: one that floods the manager is told to wait, and the others do not notice.</summary>
internal sealed class LinkQuota(TimeProvider time)
{
    /// <summary>A worker sends a heartbeat a second, a report when something happens, and one of each at a time.</summary>
    private const double PerSecond = 50;

    /// <summary>What it may have saved up: a node with hundreds of tasks that all end at once needs a few reports, not hundreds.</summary>
    private const double Most = 200;

    public const string Flood = "It floods this manager, and has to wait.";
    public const string Wait = "This node asks more than a worker ever needs: wait a second.";

    private readonly ConcurrentDictionary<NodeId, Bucket> _buckets = new();

    public bool Takes(NodeId node)
    {
        var now = time.GetTimestamp();
        var bucket = _buckets.GetOrAdd(node, _ => new Bucket(Most, now));
        lock (bucket)
        {
            bucket.Left = Math.Min(Most, bucket.Left + (time.GetElapsedTime(bucket.At, now).TotalSeconds * PerSecond));
            bucket.At = now;
            if (bucket.Left < 1)
                return false;
            bucket.Left--;
            return true;
        }
    }

    private sealed class Bucket(double left, long at)
    {
        public double Left { get; set; } = left;

        public long At { get; set; } = at;
    }
}
