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
    private readonly LoadTree _byLoad = new();
    private int[]? _placeOf;
    private MemberList? _byName;
    private int _seen;

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

    /// <summary>
    /// The members, at their places in <see cref="ByRing"/>, by the key that they have for a service which has nothing
    /// on them. Kept from group to group; this brings it up to date.
    /// </summary>
    public LoadTree CatchUpByLoad()
    {
        var changes = _set.Changes;
        if (_placeOf is null || changes.Count - _seen > Count)
        {
            FillByLoad();
        }
        else
        {
            for (var i = _seen; i < changes.Count; i++)
            {
                if (Has(changes[i]))
                    _byLoad.Update(_placeOf[changes[i]], _set.LoadKeyOf(changes[i]));
            }
        }

        _seen = changes.Count;
        return _byLoad;
    }

    public bool Has(int node) => _has[node];

    /// <summary>Where a member is in <see cref="ByRing"/>. Catch up first.</summary>
    public int PlaceOf(int node) => _placeOf![node]; // Made by the first catching up.

    private void FillByLoad()
    {
        _placeOf ??= new int[_has.Length];
        _byLoad.Reset(Count);
        for (var place = 0; place < Count; place++)
        {
            _placeOf[ByRing.Nodes[place]] = place;
            _byLoad.SetLeaf(place, _set.LoadKeyOf(ByRing.Nodes[place]));
        }

        _byLoad.Build();
    }
}
