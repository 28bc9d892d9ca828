using Gantry.Model.Api;

namespace Gantry.Output.Shapes;

/// <summary>Nodes by what they do: used as their worker last said, reserved as the scheduler counts it.</summary>
internal static class NodeLoadShape
{
    public static Shape<NodeItem> Create() => NodeShape.Create() with
    {
        Columns =
        [
            new("NAME", (node, _) => node.Name),
            new("STATUS", (node, _) => NodeShape.Status(node)),
            new("CPU", (node, _) => $"{node.Usage.CpuShare:0%} of {node.Facts.Cpus}"),
            new("CPU RESERVED", (node, _) => $"{node.Held.CpuNanos / 1e9:0.##}"),
            new("MEMORY", (node, _) => $"{ByteSize.Text(node.Usage.MemoryUsedBytes)} / {ByteSize.Text(node.Facts.MemoryBytes)}"),
            new("MEMORY %", (node, _) => Share(node.Usage.MemoryUsedBytes, node.Facts.MemoryBytes)),
            new("MEMORY RESERVED", (node, _) => ByteSize.Text(node.Held.MemoryBytes)),
            new("DISK", (node, _) => $"{ByteSize.Text(node.Usage.DiskUsedBytes)} / {ByteSize.Text(node.Facts.DiskBytes)}"),
            new("LOAD", (node, _) => $"{node.Usage.LoadOneMinute:0.00}"),
            new("TASKS", (node, _) => $"{node.Tasks}"),
        ],
    };

    private static string Share(long used, long all) => all == 0 ? "-" : $"{(double)used / all:0%}";
}
