using Gantry.Manager.Endpoints;
using Gantry.Manager.State;
using Gantry.Model.Json;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>All that one node should run and know, and what of it changed since it was told last. Pure.</summary>
internal sealed record NodeAssignments(
    IReadOnlyDictionary<TaskId, AssignedTask> Tasks,
    IReadOnlyList<AssignedNetwork> Networks,
    IReadOnlyList<AssignedRoute> Routes,
    IReadOnlyList<VolumeSpec> Volumes,
    IReadOnlyList<string> VolumesToRemove,
    IReadOnlyList<string> ImagesToKeep)
{
    public static NodeAssignments For(Snapshot state, NodeId node)
    {
        var tasks = state.TasksOn(node).Where(t => t.State >= TaskState.Assigned && !t.Observed.IsContainerGone).ToList();
        var assigned = new Dictionary<TaskId, AssignedTask>();
        foreach (var task in tasks)
        {
            if (state.FindRevision(task.ServiceId, task.Revision) is { } revision)
                assigned[task.Id] = Assigned(task, revision, ImageOf(state, revision)) with { StopAfter = state.Find(task.ServiceId)?.Spec.NodeLoss?.StopAfter };
        }

        var networks = tasks.Where(t => !t.HasEnded).SelectMany(t => state.FindRevision(t.ServiceId, t.Revision)?.Container.Networks ?? [])
            .Select(n => n.Network).Distinct().Order(StringComparer.Ordinal);
        return new NodeAssignments(
            assigned,
            [.. networks.Select(n => state.FindNetwork(n)).OfType<Network>().Select(n => Assigned(state, n, node))],
            PublishedRoutes.On(state, node),
            [.. state.Volumes.Where(v => v.Nodes.Contains(node) && !v.IsRemoved).Select(v => v.Spec)],
            [.. state.Volumes.Where(v => v.Nodes.Contains(node) && v.IsRemoved).Select(v => v.Name)],
            KeptImages(state));
    }

    /// <summary>Everything, for the first message of a session.</summary>
    public Assignments Full(long term, long version) => new(term, version, IsFull: true, [.. Tasks.Values], [])
    {
        Networks = Networks,
        Routes = Routes,
        Volumes = Volumes,
        VolumesToRemove = VolumesToRemove,
        ImagesToKeep = ImagesToKeep,
    };

    /// <returns>Null when the node knows all of it already.</returns>
    public Assignments? Since(NodeAssignments told, long term, long version)
    {
        var changed = Tasks.Values.Where(t => !told.Tasks.TryGetValue(t.Id, out var before) || before.Desired != t.Desired || before.Image != t.Image || before.StopAfter != t.StopAfter).ToList();
        var gone = told.Tasks.Keys.Where(id => !Tasks.ContainsKey(id)).Order().ToList();
        var next = new Assignments(term, version, IsFull: false, changed, gone)
        {
            Networks = CompactJson.AreEqual(Networks, told.Networks) ? null : Networks,
            Routes = CompactJson.AreEqual(Routes, told.Routes) ? null : Routes,
            Volumes = CompactJson.AreEqual(Volumes, told.Volumes) ? null : Volumes,
            VolumesToRemove = VolumesToRemove.SequenceEqual(told.VolumesToRemove) ? null : VolumesToRemove,
            ImagesToKeep = ImagesToKeep.SequenceEqual(told.ImagesToKeep) ? null : ImagesToKeep,
        };
        var isNothing = changed.Count == 0 && gone.Count == 0
            && next is { Networks: null, Routes: null, Volumes: null, VolumesToRemove: null, ImagesToKeep: null };
        return isNothing ? null : next;
    }

    // On every node, whether it runs them now or not: a rollback or a task that moves must not wait for a registry.
    private static List<string> KeptImages(Snapshot state) =>
    [
        .. state.Services.SelectMany(s => state.RevisionsOf(s.Id))
            .SelectMany(r => (string?[])[r.Container.Image, r.ImageIdentity])
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static AssignedNetwork Assigned(Snapshot state, Network network, NodeId node)
    {
        var subnet = network.Spec.External ? null : network.Subnets.GetValueOrDefault(node);
        return new AssignedNetwork(network.Spec, network.Stack, subnet, NetworkServices.On(state, network.Name))
        {
            Gateway = network.Spec.External ? null : network.Spec.Addresses?.Gateway,
            Problem = network.Problems.GetValueOrDefault(node),
        };
    }

    private static string ImageOf(Snapshot state, ServiceRevision revision) =>
        state.Find(revision.ServiceId) is { FileSpec.ImageByName: true } ? revision.Container.Image : revision.ImageIdentity ?? revision.Container.Image;

    private static AssignedTask Assigned(ServiceTask task, ServiceRevision revision, string image) => new(
        task.Id,
        task.Stack,
        task.Service,
        task.ServiceId,
        task.Slot,
        task.Revision,
        revision.Hash,
        image,
        revision.Container,
        task.Desired,
        task.State);
}
