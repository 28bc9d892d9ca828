using Gantry.Manager.Schedule.Scoring;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>A node while a cycle places tasks on it.</summary>
internal sealed class NodeLoad(NodeView view, ulong ringPlace)
{
    private readonly Holdings _holdings = new(view.Node.Id, Amount.Of(view.Held, view.HeldDiskBytes));
    private List<PortInUse>? _ports;
    private CountedHoldings? _counted;

    public Node Node { get; } = view.Node;

    public ulong RingPlace => ringPlace;

    public Amount Capacity { get; } = new(
        view.Node.Facts.Cpus * Amount.NanosPerCore,
        view.Node.Facts.MemoryBytes,
        view.Node.Facts.DiskBytes);

    public Amount Held => _holdings.Held;

    // Few tasks ask for a port: what is bound is not read before.
    private List<PortInUse> Ports => _ports ??= [.. view.HostPorts];

    public CountedHoldings Counted => _counted ??= new CountedHoldings(Node, view.Counted);

    public int Tasks { get; private set; } = view.Tasks;

    /// <summary>Reserved by tasks of this cycle, which no measured usage can know yet.</summary>
    public long CpuNanosPlaced { get; private set; }

    /// <summary>What the tasks that the slot's task replaces give back here.</summary>
    public Vacated VacatedFor(PlacementQuery query, SlotRequest? slot)
    {
        if (slot is null || slot.Replaces.Count == 0)
            return default;

        var tasks = 0;
        var live = 0;
        foreach (var task in slot.Replaces)
        {
            if (task.Node != Node.Id)
                continue;
            tasks++;
            live += query.Counts(task) ? 1 : 0;
        }

        return tasks == 0 ? default : new Vacated(_holdings.CreditOf(slot.Replaces), tasks, live);
    }

    public bool Fits(Amount need, Amount credit)
    {
        var free = Capacity - Held + credit;
        return (need.CpuNanos <= free.CpuNanos || need.CpuNanos == 0)
            && (need.MemoryBytes <= free.MemoryBytes || need.MemoryBytes == 0)
            && (need.DiskBytes <= free.DiskBytes || need.DiskBytes == 0 || Capacity.DiskBytes == 0);
    }

    /// <returns>The listener in the way of <paramref name="wanted"/>; null when the port is free, or its holder is replaced.</returns>
    public PortInUse? HolderOf(PublishedPort wanted, SlotRequest? slot)
    {
        foreach (var port in Ports)
        {
            if (port.ConflictsWith(wanted) && !IsReplaced(port.Task, slot))
                return port;
        }

        return null;
    }

    public int Share(Amount credit) => HeldShare.Of(Held - credit, Capacity);

    public void Assign(PlacementQuery query, SlotRequest slot)
    {
        var beyond = _holdings.Add(query.Need, slot.Replaces);
        CpuNanosPlaced += beyond.CpuNanos;
        Tasks++;
        for (var i = 0; i < query.Request.Counted.Count; i++)
            Counted.Add(query.Request.Counted[i], slot.Replaces);
        for (var i = 0; i < query.HostPorts.Count; i++)
        {
            var port = query.HostPorts[i];
            var name = slot.Slot > 0 ? $"{query.Service}.{slot.Slot}" : $"{query.Service}.{Node.Id}";
            Ports.Add(new PortInUse(port.HostIp, port.Published, port.Protocol, name, slot.Task));
        }
    }

    private static bool IsReplaced(TaskId? holder, SlotRequest? slot) =>
        slot is not null && holder is { } task && slot.Replaces.Any(replaced => replaced.Id == task);
}
