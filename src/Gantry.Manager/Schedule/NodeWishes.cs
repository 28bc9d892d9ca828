using Gantry.Manager.Schedule.Filters;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>
/// What a request would rather have, as one number for every node: the sum of the weights of its preferences that the
/// node meets and of the neighbours that it has. More is better.
/// </summary>
internal sealed class NodeWishes
{
    private readonly int[] _scores;

    public NodeWishes(WorkingSet set, IReadOnlyList<NodePreference> preferences, Neighbourhood? neighbourhood)
    {
        _scores = new int[set.Nodes.Length];
        foreach (var preference in preferences)
        {
            // One that cannot be read is refused before it is stored.
            if (Constraint.TryParse(preference.Constraint, out _) is not { } constraint)
                continue;
            for (var node = 0; node < _scores.Length; node++)
                _scores[node] += constraint.IsMetBy(set.Nodes[node].Node) ? preference.Weight : 0;
        }

        for (var node = 0; node < _scores.Length && neighbourhood is not null; node++)
            _scores[node] += neighbourhood.WeightOf(node);
    }

    public int this[int node] => _scores[node];

    /// <returns>Null when nothing is wished for.</returns>
    public static NodeWishes? Of(WorkingSet set, PlacementRequest request, Neighbourhood? neighbourhood)
    {
        if (request.Placement.Preferences.Count == 0 && request.Neighbours.All(neighbour => neighbour.Rule != NeighbourRule.Weighs))
            return null;
        return new NodeWishes(set, request.Placement.Preferences, neighbourhood);
    }
}
