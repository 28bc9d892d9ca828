using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>What the scheduler knows of a node, as of one snapshot.</summary>
internal sealed record NodeView(Node Node)
{
    /// <summary>Of all tasks that have not ended, less <see cref="SharedSeats"/>.</summary>
    public Reservation Held { get; init; } = Reservation.None;

    public long HeldDiskBytes { get; init; }

    /// <summary>How many tasks have not ended, of all services.</summary>
    public int Tasks { get; init; }

    /// <summary>At least of the services that will be placed; a service that is not named here has none.</summary>
    public IReadOnlyList<ServiceOnNode> Services { get; init; } = [];

    /// <summary>Ports of mode host that tasks hold, and ports that foreign processes listen on.</summary>
    public IReadOnlyList<PortInUse> HostPorts { get; init; } = [];

    /// <summary>Names of local volumes whose data is here.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    public IReadOnlyList<SharedSeat> SharedSeats { get; init; } = [];
}
