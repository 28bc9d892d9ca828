using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>A task that has a node and has not ended: what it holds there.</summary>
/// <param name="Service">The service's full name.</param>
internal sealed record HeldTask(TaskId Id, string Service, NodeId Node, Reservation Reservation)
{
    /// <summary>Counted among the service's tasks on the node; false once it was told to stop.</summary>
    public bool IsLive { get; init; } = true;

    public long DiskBytes { get; init; }

    public IReadOnlyList<PublishedPort> HostPorts { get; init; } = [];

    public IReadOnlyList<CountedNeed> Counted { get; init; } = [];

    /// <summary>As people know it, for refusals: <c>shop_web.1</c>.</summary>
    public string Name { get; init; } = Service;

    /// <exception cref="InvalidOperationException">The task has no node yet.</exception>
    /// <param name="container">Null when its revision is not known any more.</param>
    public static HeldTask From(ServiceTask task, ServiceSpec service, ContainerSpec? container) =>
        new(
            task.Id,
            $"{task.Stack}_{task.Service}",
            task.NodeId ?? throw new InvalidOperationException($"Task {task.Id} has no node, so it holds nothing."),
            task.Reservation)
        {
            IsLive = task.IsLive,
            HostPorts = container?.HostPorts ?? [],
            Counted = container is null ? [] : CountedNeed.Of(service, container),
            Name = task.Name,
        };
}
