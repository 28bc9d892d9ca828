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
    private readonly ILookup<NodeId, Volume> _volumes;

    private SharedAssignments(Snapshot state, SharedAssignments? before)
    {
        State = state;
        Frame = AssignmentFrame.Of(state);
        var same = before?.Frame == Frame ? before : null;
        Names = NetworkServices.Of(state, before?.Names);
        Ports = PublishedRoutes.Of(state, before?.Ports);
        ImagesToKeep = same?.ImagesToKeep ?? KeptImages(state).Unless(before?.ImagesToKeep);
        _volumes = same?._volumes ?? state.Volumes.SelectMany(v => v.Nodes.Select(n => (Node: n, Volume: v))).ToLookup(of => of.Node, of => of.Volume);
    }

    public static SharedAssignments Of(Snapshot state, SharedAssignments? before = null) => new(state, before);

    public Snapshot State { get; }

    /// <summary>Another one once any service, revision, network or volume has changed.</summary>
    public AssignmentFrame Frame { get; }

    public NetworkServices Names { get; }

    public PublishedRoutes Ports { get; }

    /// <summary>On every node, whether it runs them now or not: a rollback or a task that moves must not wait for a registry.</summary>
    public IReadOnlyList<string> ImagesToKeep { get; }

    public IEnumerable<Volume> VolumesOn(NodeId node) => _volumes[node];

    private static List<string> KeptImages(Snapshot state) =>
    [
        .. state.Services.SelectMany(s => state.RevisionsOf(s.Id))
            .SelectMany(r => (string?[])[r.Container.Image, r.ImageIdentity])
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];
}
