using System.Collections.Immutable;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.State.Tables;

/// <summary>Tasks by service and by node, with what they hold on each node.</summary>
internal sealed class TaskIndex(
    ImmutableSortedDictionary<ServiceId, ImmutableSortedSet<ServiceTask>> byService,
    ImmutableSortedDictionary<NodeId, NodeTasks> byNode)
{
    public static readonly TaskIndex Empty = new(
        ImmutableSortedDictionary<ServiceId, ImmutableSortedSet<ServiceTask>>.Empty,
        ImmutableSortedDictionary<NodeId, NodeTasks>.Empty);

    private static readonly ImmutableSortedSet<ServiceTask> NoTasks = ImmutableSortedSet.Create<ServiceTask>(TaskOrder.BySlot);

    public IEnumerable<ServiceTask> Of(ServiceId id) => byService.GetValueOrDefault(id) ?? NoTasks;

    public IEnumerable<ServiceTask> On(NodeId id) => OnNode(id).Tasks.Values;

    public Reservation HeldOn(NodeId id) => OnNode(id).Held;

    public int HoldingOn(NodeId id) => OnNode(id).Holding;

    public TaskIndex With(ServiceTask? old, ServiceTask? @new)
    {
        var services = byService;
        var nodes = byNode;
        if (old is not null)
        {
            services = Set(services, old.ServiceId, services[old.ServiceId].Remove(old));
            if (old.NodeId is { } node)
                nodes = Set(nodes, node, nodes[node].Without(old));
        }

        if (@new is not null)
        {
            services = Set(services, @new.ServiceId, (services.GetValueOrDefault(@new.ServiceId) ?? NoTasks).Add(@new));
            if (@new.NodeId is { } node)
                nodes = Set(nodes, node, (nodes.GetValueOrDefault(node) ?? NodeTasks.None).With(@new));
        }

        return new TaskIndex(services, nodes);
    }

    private static ImmutableSortedDictionary<ServiceId, ImmutableSortedSet<ServiceTask>> Set(
        ImmutableSortedDictionary<ServiceId, ImmutableSortedSet<ServiceTask>> services, ServiceId id, ImmutableSortedSet<ServiceTask> tasks) =>
        tasks.IsEmpty ? services.Remove(id) : services.SetItem(id, tasks);

    private static ImmutableSortedDictionary<NodeId, NodeTasks> Set(
        ImmutableSortedDictionary<NodeId, NodeTasks> nodes, NodeId id, NodeTasks tasks) =>
        tasks.Tasks.IsEmpty ? nodes.Remove(id) : nodes.SetItem(id, tasks);

    private NodeTasks OnNode(NodeId id) => byNode.GetValueOrDefault(id) ?? NodeTasks.None;
}
