using Gantry.Model.Nodes;

namespace Gantry.Manager.State;

/// <summary>
/// What a node's losses mean for it. One that comes and goes is given new tasks later with each loss, so that they do not move
/// with it every time. Pure.
/// </summary>
internal static class NodeLoss
{
    /// <summary>The problem of a node that is silent with most others.</summary>
    public const string HeldBack = "silent, with most nodes: nothing is concluded from that";

    /// <summary>Losses that are further apart than this have nothing to do with each other.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstProbation = TimeSpan.FromSeconds(10);
    private const int MostDoublings = 5;

    /// <summary>It was not heard lately, and does not count as down yet.</summary>
    public static bool IsSilent(Node node) => node.State == NodeState.Suspected || node.Problem == HeldBack;

    public static Node Down(Node node, DateTimeOffset now) => node with
    {
        State = NodeState.Down,
        StateSince = now,
        Problem = "it is silent: its tasks are replaced elsewhere",
        Losses = [.. Recent(node, now), now],
        SettledAt = null,
    };

    /// <param name="node">As it is seen from now on.</param>
    public static Node Returned(Node node, DateTimeOffset now)
    {
        var losses = Recent(node, now);
        if (losses.Count < 2)
            return node;
        var settles = now + (FirstProbation * (1 << Math.Min(losses.Count - 2, MostDoublings)));
        return node with { SettledAt = settles, Problem = $"lost {losses.Count} times in {Remembered.TotalMinutes:0} minutes: it gets new tasks from {settles:HH:mm:ss} UTC on" };
    }

    private static List<DateTimeOffset> Recent(Node node, DateTimeOffset now) => [.. node.Losses.Where(l => now - l < Remembered && l <= now)];
}
