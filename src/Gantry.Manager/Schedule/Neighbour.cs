namespace Gantry.Manager.Schedule;

/// <summary>Another service whose tasks make a node better or worse for the one that is placed.</summary>
/// <param name="Service">Its full name, for example <c>shop_db</c>.</param>
/// <param name="Present">Where its tasks are, before this cycle.</param>
internal sealed record Neighbour(string Service, NeighbourRule Rule, IReadOnlyList<ServiceOnNode> Present)
{
    /// <summary>Added to the score of a node that has a task of it; for the rules that need not hold.</summary>
    public int Weight { get; init; }
}
