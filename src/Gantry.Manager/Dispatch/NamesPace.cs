using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>
/// How soon after one another a node is told of names. At once where there is little to say; the more it is, and the more nodes
/// hear it, the more changes go into one telling: names must not hold up what nodes should run.
/// </summary>
internal static class NamesPace
{
    /// <summary>To all nodes together.</summary>
    private const double BytesPerSecond = 25e6;

    /// <summary>Of one address in a message.</summary>
    private const int BytesPerReplica = 40;

    /// <summary>Not worth a timer.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    /// <param name="told">What the node was told just now.</param>
    /// <param name="nodes">How many hear of names.</param>
    public static TimeSpan After(Assignments told, int nodes)
    {
        var replicas = (told.Networks ?? []).Sum(n => (n.Services ?? []).Sum(s => s.Replicas.Count));
        var pause = TimeSpan.FromSeconds(replicas * (double)BytesPerReplica * nodes / BytesPerSecond);
        return pause < Least ? TimeSpan.Zero : pause < Most ? pause : Most;
    }
}
