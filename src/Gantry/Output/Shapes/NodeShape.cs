using Gantry.Model.Api;
using Gantry.Model.Nodes;

namespace Gantry.Output.Shapes;

internal static class NodeShape
{
    public static Shape<NodeItem> Create() => new(
        ApiJson.Default.NodeItem,
        node => node.Id.ToString(),
        node => node.Name,
        [
            new("ID", (node, cell) => cell.Id(node.Id.ToString()) + (node.IsCurrent ? " *" : "")),
            new("NAME", (node, _) => node.Name),
            new("STATUS", (node, _) => Status(node)),
            new("AVAILABILITY", (node, _) => $"{node.Availability}"),
            new("ROLE", (node, _) => node.IsManager ? "manager" : "worker"),
            new("TASKS", (node, _) => $"{node.Tasks}"),
            new("CPU", (node, _) => $"{node.Usage.CpuShare:0%} of {node.Facts.Cpus}"),
            new("MEMORY", (node, _) => $"{ByteSize.Text(node.Usage.MemoryUsedBytes)} / {ByteSize.Text(node.Facts.MemoryBytes)}"),
            new("ENGINE", (node, _) => node.Facts.EngineVersion),
            new("PROBLEM", (node, cell) => cell.Cut(node.Problem ?? "", 60)),
            new("ADDRESS", (node, _) => node.Address, IsWide: true),
            new("PLATFORM", (node, _) => $"{node.Facts.Os}/{node.Facts.Architecture}", IsWide: true),
            new("RESERVED", (node, _) => $"{node.Held.CpuNanos / 1e9:0.##} cpu, {ByteSize.Text(node.Held.MemoryBytes)}", IsWide: true),
            new("LABELS", (node, _) => string.Join(",", Labels.Of(node.Labels)), IsWide: true),
        ],
        new Dictionary<string, FilterKey<NodeItem>>
        {
            ["id"] = new(node => [node.Id.ToString()], FilterMatch.Beginning),
            ["name"] = new(node => [node.Name], FilterMatch.Part),
            ["role"] = new(node => [node.IsManager ? "manager" : "worker"]),
            ["availability"] = new(node => [$"{node.Availability}"]),
            ["state"] = new(node => [StateText(node.State)]),
            ["label"] = new(node => Labels.Filtered(node.Labels)),
        });

    // As docker writes it, and as the column beside it does.
    public static string Status(NodeItem node)
    {
        var text = StateText(node.State);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string StateText(NodeState state) => state switch
    {
        NodeState.Ready => "ready",
        NodeState.EngineDown => "engine down",
        NodeState.Down => "down",
        NodeState.Suspected => "suspected",
        NodeState.Incompatible => "incompatible",
        NodeState.Unknown or NodeState.Unrecognized => "unknown",
        _ => throw new InvalidOperationException($"{state} has no words."),
    };
}
