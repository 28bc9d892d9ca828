using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>The <see cref="NodeClass"/> of each set of wishes met in this cycle.</summary>
internal sealed class NodeClasses(WorkingSet set)
{
    // A class takes about 20 bytes a node. A thousand different sets of constraints in one cycle is far beyond
    // what people write; whoever does it pays by time, not by memory.
    private const int MostKept = 1_000;

    private readonly Dictionary<string, NodeClass> _kept = new(StringComparer.Ordinal);
    private NodeClass? _everything;

    public NodeClass For(Placement placement)
    {
        if (placement.Platform is null && placement.Constraints.Count == 0)
            return _everything ??= new NodeClass(set, placement);

        var key = placement.Constraints.Count == 1 && placement.Platform is null
            ? placement.Constraints[0]
            : string.Join('\n', placement.Constraints.Append("").Append(placement.Platform));
        if (_kept.TryGetValue(key, out var known))
            return known;
        if (_kept.Count >= MostKept)
            _kept.Clear();
        return _kept[key] = new NodeClass(set, placement);
    }
}
