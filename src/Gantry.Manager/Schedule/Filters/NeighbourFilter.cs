namespace Gantry.Manager.Schedule.Filters;

/// <summary>Services that must be on the node, and those that must not.</summary>
internal static class NeighbourFilter
{
    public static int RefusingFilters(in Candidate candidate)
    {
        var refusing = 0;
        foreach (var (neighbour, _) in candidate.Query.Neighbourhood?.Broken(candidate.Index) ?? [])
            refusing |= 1 << (int)FilterOf(neighbour);
        return refusing;
    }

    public static IEnumerable<(NodeFilter Filter, string Reason, string Change)> Refusals(Candidate candidate)
    {
        foreach (var (neighbour, tasks) in candidate.Query.Neighbourhood?.Broken(candidate.Index) ?? [])
        {
            var other = neighbour.Service;
            yield return neighbour.Rule switch
            {
                NeighbourRule.MustBe => (NodeFilter.Affinity, $"affinity: needs a task of {other}, has 0", $"run a task of {other} there"),
                NeighbourRule.MustNotBeForIt => (
                    NodeFilter.AntiAffinity,
                    $"anti-affinity of {other}: has {tasks} of it, and it keeps away from {candidate.Query.Service}",
                    $"move {other} elsewhere"),
                NeighbourRule.MustNotBe => (NodeFilter.AntiAffinity, $"anti-affinity: keeps away from {other}, has {tasks} of it", $"move {other} elsewhere"),
                NeighbourRule.Weighs => throw new InvalidOperationException($"What only weighs refuses no node: {neighbour}."),
                _ => throw new ArgumentOutOfRangeException(nameof(candidate), neighbour.Rule, "No such rule."),
            };
        }
    }

    private static NodeFilter FilterOf(Neighbour neighbour) =>
        neighbour.Rule == NeighbourRule.MustBe ? NodeFilter.Affinity : NodeFilter.AntiAffinity;
}
