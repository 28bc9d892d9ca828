using Gantry.Manager.Endpoints;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Volumes;

namespace Gantry.Manager.Dispatch;

/// <summary>
/// What nodes are told and is not one node's own, of one snapshot. Pure. Made once for all of them; what says the same as in the
/// snapshot before is the same object.
/// </summary>
internal sealed class SharedAssignments
{
    private static readonly IReadOnlyList<Volume> NoVolumes = [];

    private readonly ILookup<NodeId, Volume> _volumes;

    private SharedAssignments(Snapshot state, SharedAssignments? before)
    {
        State = state;
        Frame = new AssignmentFrame(state);
        if (before?.Frame == Frame)
            Frame = before.Frame;
        var isSame = ReferenceEquals(before?.Frame, Frame);
        Names = NetworkServices.Of(state, before?.Names);
        Ports = PublishedRoutes.Of(state, before?.Ports);
        ImagesToKeep = isSame && before is not null ? before.ImagesToKeep : Kept(KeptImages(state), before?.ImagesToKeep);
        _volumes = isSame && before is not null ? before._volumes : state.Volumes.SelectMany(v => v.Nodes.Select(n => (Node: n, Volume: v))).ToLookup(of => of.Node, of => of.Volume);
    }

    public static SharedAssignments Of(Snapshot state, SharedAssignments? before = null) => new(state, before);

    public Snapshot State { get; }

    /// <summary>Another object once any service, revision, network or volume has changed.</summary>
    public AssignmentFrame Frame { get; }

    public NetworkServices Names { get; }

    public PublishedRoutes Ports { get; }

    /// <summary>On every node, whether it runs them now or not: a rollback or a task that moves must not wait for a registry.</summary>
    public IReadOnlyList<string> ImagesToKeep { get; }

    public IEnumerable<Volume> VolumesOn(NodeId node) => _volumes.Contains(node) ? _volumes[node] : NoVolumes;

    private static List<string> KeptImages(Snapshot state) =>
    [
        .. state.Services.SelectMany(s => state.RevisionsOf(s.Id))
            .SelectMany(r => (string?[])[r.Container.Image, r.ImageIdentity])
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static IReadOnlyList<string> Kept(List<string> now, IReadOnlyList<string>? before) =>
        before is not null && now.SequenceEqual(before) ? before : now;
}
