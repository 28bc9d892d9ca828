using Gantry.Manager.Schedule.Filters;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>
/// The nodes that pass the filters which no placement can change: state, availability, platform and constraints.
/// Found once and kept, since thousands of services ask for the same few things.
/// </summary>
internal sealed class NodeClass
{
    private readonly WorkingSet _set;
    private readonly bool[] _has;
    private MemberList? _byName;

    public NodeClass(WorkingSet set, Placement placement)
    {
        _set = set;
        Wants = new StaticWants(placement);
        _has = [.. set.Nodes.Select(node => Wants.AdmittedBy(node.Node))];
        ByRing = MemberList.ByRing(set, Enumerable.Range(0, _has.Length).Where(Has));
    }

    public StaticWants Wants { get; }

    public MemberList ByRing { get; }

    public MemberList ByName => _byName ??= MemberList.ByName(_set, _set.ByName.Where(Has));

    public int Count => ByRing.Nodes.Length;

    public bool Has(int node) => _has[node];
}
