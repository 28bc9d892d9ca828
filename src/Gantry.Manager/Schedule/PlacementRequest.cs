using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>Tasks of one revision of a service, all alike but for their slots.</summary>
/// <param name="Service">The service's full name, for example <c>shop_web</c>.</param>
/// <param name="Strategy">The service's, or else the cluster's.</param>
internal sealed record PlacementRequest(
    string Service,
    Placement Placement,
    SchedulingStrategy Strategy,
    Reservation Reservation,
    IReadOnlyList<SlotRequest> Slots)
{
    /// <summary>Where tasks of the service are and where some failed, before this cycle.</summary>
    public IReadOnlyList<ServiceOnNode> Present { get; init; } = [];

    /// <summary>0 asks for none.</summary>
    public long DiskBytes { get; init; }

    public IReadOnlyList<PublishedPort> HostPorts { get; init; } = [];

    /// <summary>GPUs and generic resources.</summary>
    public IReadOnlyList<CountedNeed> Counted { get; init; } = [];

    /// <summary>Other services whose tasks matter.</summary>
    public IReadOnlyList<Neighbour> Neighbours { get; init; } = [];

    /// <summary>Nodes that have the image, for ties.</summary>
    public IReadOnlyList<NodeId> ImageHomes { get; init; } = [];

    /// <summary>Local volumes that all users share: empty for a global service, which has one of its own on every node.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Round robin goes on with the node after this name; null begins with the first.</summary>
    public string? RoundRobinCursor { get; init; }

    /// <summary>How many runners-up to list with the winner. Null lists no scores at all, which is fastest.</summary>
    public int? RunnersUp { get; init; }

    /// <summary>How many nodes at most tell why they refuse; the nearest to fitting come first. The summary counts all.</summary>
    public int ExplainedNodes { get; init; } = 50;

    /// <param name="pinsVolume">Whether the volume of this name stays where its data is, see <see cref="Filters.VolumeFilter.Pins"/>.</param>
    public static PlacementRequest For(
        Service service,
        ContainerSpec container,
        SchedulingStrategy clusterStrategy,
        Func<string, bool> pinsVolume,
        IReadOnlyList<ServiceOnNode> present,
        IReadOnlyList<SlotRequest> slots)
    {
        var spec = service.Spec;
        return new PlacementRequest(
            service.FullName,
            spec.Placement,
            spec.Placement.Strategy ?? clusterStrategy,
            container.Reservation,
            slots)
        {
            Present = present,
            HostPorts = container.HostPorts,
            Counted = CountedNeed.Of(spec, container),
            Volumes = spec.Mode == ServiceMode.Global || container.Mounts.Count == 0 ? [] : PinnedVolumes(container, pinsVolume),
            RoundRobinCursor = service.RoundRobinCursor,
        };
    }

    private static List<string> PinnedVolumes(ContainerSpec container, Func<string, bool> pinsVolume) =>
    [
        .. from mount in container.Mounts
           where mount.Type == MountType.Volume && mount.Source is not null && pinsVolume(mount.Source)
           select mount.Source,
    ];
}
