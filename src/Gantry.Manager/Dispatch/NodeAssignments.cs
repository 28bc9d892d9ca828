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
    private AssignmentFrame? Frame { get; init; }

    private object? TasksMark { get; init; }

    public static NodeAssignments For(SharedAssignments shared, NodeId node)
    {
        var state = shared.State;
        var tasks = state.TasksOn(node).Where(t => t.State >= TaskState.Assigned && !t.Observed.IsContainerGone).ToList();
        var assigned = new Dictionary<TaskId, AssignedTask>();
        foreach (var task in tasks)
        {
            if (state.FindRevision(task.ServiceId, task.Revision) is { } revision)
                assigned[task.Id] = Assigned(task, revision, state.Find(task.ServiceId));
        }

        var networks = tasks.Where(t => !t.HasEnded).SelectMany(t => state.FindRevision(t.ServiceId, t.Revision)?.Container.Networks ?? [])
            .Select(n => n.Network).Distinct().Order(StringComparer.Ordinal);
        return new NodeAssignments(
            assigned,
            [.. networks.Select(n => state.FindNetwork(n)).OfType<Network>().Select(n => Assigned(shared, n, node))],
            shared.Ports.For(tasks),
            [.. shared.VolumesOn(node).Where(v => !v.IsRemoved).Select(v => v.Spec)],
            [.. shared.VolumesOn(node).Where(v => v.IsRemoved).Select(v => v.Name)],
            shared.ImagesToKeep)
        {
            Frame = shared.Frame,
            TasksMark = state.MarkOn(node),
        };
    }

    /// <summary>Whether it is certain, at a glance, that all of it but names holds. A thousand nodes are asked at each change of one task.</summary>
    public bool HoldsIn(SharedAssignments shared, NodeId node) =>
        Frame == shared.Frame && ReferenceEquals(TasksMark, shared.State.MarkOn(node));

    public bool HasNamesOf(SharedAssignments shared) => Networks.All(n => ReferenceEquals(n.Services, shared.Names.On(n.Spec.Name)));

    /// <summary>
    /// The same, with the names that the node was told of before. At first it was told of none: a worker that dials anew remembers
    /// them, and when all do at once they must not be told everything at once.
    /// </summary>
    public NodeAssignments WithNamesOf(NodeAssignments? told)
    {
        var known = KnownNames(told);
        return this with { Networks = [.. Networks.Select(n => told is null || known.ContainsKey(n.Spec.Name) ? n with { Services = known.GetValueOrDefault(n.Spec.Name) } : n)] };
    }

    /// <summary>Of networks that the node knows: how many addresses are to be told where something of them changed, at least one for each.</summary>
    public int NewNamesSince(NodeAssignments? told)
    {
        var known = KnownNames(told);
        return Networks.Where(n => told is null || (known.TryGetValue(n.Spec.Name, out var services) && !ReferenceEquals(services, n.Services)))
            .Sum(n => Math.Max(1, (n.Services ?? []).Except(known.GetValueOrDefault(n.Spec.Name) ?? []).Sum(s => s.Replicas.Count)));
    }

    private static Dictionary<string, IReadOnlyList<NetworkService>?> KnownNames(NodeAssignments? told) =>
        (told?.Networks ?? []).ToDictionary(n => n.Spec.Name, n => n.Services, StringComparer.Ordinal);

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
        var changed = Tasks.Values.Where(t => !told.Tasks.TryGetValue(t.Id, out var before) || IsNews(t, before)).ToList();
        var gone = told.Tasks.Keys.Where(id => !Tasks.ContainsKey(id)).Order().ToList();
        var next = new Assignments(term, version, IsFull: false, changed, gone)
        {
            Networks = NetworksSince(told),
            Routes = Changed(Routes, told.Routes),
            Volumes = Changed(Volumes, told.Volumes),
            VolumesToRemove = Changed(VolumesToRemove, told.VolumesToRemove),
            ImagesToKeep = Changed(ImagesToKeep, told.ImagesToKeep),
        };
        var isNothing = changed.Count == 0 && gone.Count == 0
            && next is { Networks: null, Routes: null, Volumes: null, VolumesToRemove: null, ImagesToKeep: null };
        return isNothing ? null : next;
    }

    private static bool IsNews(AssignedTask task, AssignedTask told) =>
        told.Desired != task.Desired || told.Image != task.Image || told.StopAfter != task.StopAfter;

    /// <returns>Null when both say the same.</returns>
    private static IReadOnlyList<T>? Changed<T>(IReadOnlyList<T> now, IReadOnlyList<T> told) =>
        CompactJson.AreEqual(now, told) ? null : now;

    /// <returns>Null when the node knows all of them already; where it knows who answers on one, that is left out.</returns>
    private List<AssignedNetwork>? NetworksSince(NodeAssignments told)
    {
        if (Networks.SequenceEqual(told.Networks))
            return null;
        var known = KnownNames(told);
        return [.. Networks.Select(n => known.GetValueOrDefault(n.Spec.Name) is { } before && n.Services is { } services ? NamesSince(n, services, before) : n)];
    }

    private static AssignedNetwork NamesSince(AssignedNetwork network, IReadOnlyList<NetworkService> services, IReadOnlyList<NetworkService> before) =>
        ReferenceEquals(services, before) ? network with { Services = null }
        : network with
        {
            Services = [.. services.Except(before)],
            GoneServices = [.. before.ExceptBy(services.Select(s => s.FullName), s => s.FullName).Select(s => s.FullName)],
        };

    private static AssignedNetwork Assigned(SharedAssignments shared, Network network, NodeId node)
    {
        var subnet = network.Spec.External ? null : network.Subnets.GetValueOrDefault(node);
        return new AssignedNetwork(network.Spec, network.Stack, subnet, shared.Names.On(network.Name))
        {
            Gateway = network.Spec.External ? null : network.Spec.Addresses?.Gateway,
            Problem = network.Problems.GetValueOrDefault(node),
        };
    }

    private static string ImageOf(ServiceRevision revision, Service? service) =>
        service is { FileSpec.ImageByName: true } ? revision.Container.Image : revision.ImageIdentity ?? revision.Container.Image;

    private static AssignedTask Assigned(ServiceTask task, ServiceRevision revision, Service? service) => new(
        task.Id,
        task.Stack,
        task.Service,
        task.ServiceId,
        task.Slot,
        task.Revision,
        revision.Hash,
        ImageOf(revision, service),
        revision.Container,
        task.Desired,
        task.State)
    {
        StopAfter = service?.Spec.NodeLoss?.StopAfter,
    };
}
