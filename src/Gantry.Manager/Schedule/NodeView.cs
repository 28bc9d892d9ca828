using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>What the scheduler knows of a node, as of one snapshot.</summary>
internal sealed record NodeView(Node Node)
{
    /// <summary>Of all tasks that have not ended.</summary>
    public Reservation Held { get; init; } = Reservation.None;

    public long HeldDiskBytes { get; init; }

    /// <summary>How many tasks have not ended, of all services.</summary>
    public int Tasks { get; init; }

    /// <summary>Ports of mode host that tasks hold. Read when the first task asks for a port.</summary>
    public IEnumerable<PortInUse> HostPorts { get; init; } = [];

    /// <summary>GPUs and generic resources that tasks hold. Read when the first task asks for such.</summary>
    public IEnumerable<CountedNeed> Counted { get; init; } = [];

    /// <summary>Names of local volumes whose data is here.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];
}
