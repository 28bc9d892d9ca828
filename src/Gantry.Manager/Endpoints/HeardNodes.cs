using Gantry.Manager.State;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Endpoints;

/// <summary>
/// Nodes whose addresses are given out, with their names. Better no answer than one that leads nowhere: a name without addresses
/// is asked again, a dead address hangs.
/// </summary>
/// <param name="Seen">The records that it was made of.</param>
/// <param name="Names">The same object as before where it says the same.</param>
internal sealed record HeardNodes(object Seen, IReadOnlyDictionary<NodeId, string> Names)
{
    public static HeardNodes In(Snapshot state, HeardNodes? before)
    {
        var nodes = state.Tables.Nodes;
        if (before is not null && ReferenceEquals(before.Seen, nodes))
            return before;
        var names = nodes.Values.Where(n => n.State is not (NodeState.Suspected or NodeState.Down)).ToDictionary(n => n.Id, n => n.Name);
        return before is not null && names.Count == before.Names.Count && names.All(n => before.Names.GetValueOrDefault(n.Key) == n.Value)
            ? before with { Seen = nodes }
            : new HeardNodes(nodes, names);
    }
}
