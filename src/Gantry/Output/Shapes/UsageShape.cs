using Gantry.Model.Api;

namespace Gantry.Output.Shapes;

internal static class UsageShape
{
    public static Shape<TaskUsage> Create() => new(
        ApiJson.Default.TaskUsage,
        usage => usage.Task,
        usage => usage.Task,
        [
            new("TASK", (usage, _) => usage.Task),
            new("NODE", (usage, _) => usage.Node),
            new("CPU", (usage, _) => $"{usage.CpuShare:0.0%}"),
            new("MEMORY", (usage, _) => ByteSize.Text(usage.MemoryBytes)),
            new("LIMIT", (usage, _) => usage.MemoryLimitBytes == 0 ? "-" : ByteSize.Text(usage.MemoryLimitBytes)),
            new("MEMORY %", MemoryShare),
            new("PIDS", (usage, _) => $"{usage.Pids}"),
        ],
        new Dictionary<string, FilterKey<TaskUsage>>
        {
            ["task"] = new(usage => [usage.Task]),
            ["node"] = new(usage => [usage.Node]),
        });

    private static string MemoryShare(TaskUsage usage, CellContext<TaskUsage> cell) =>
        usage.MemoryLimitBytes == 0 ? "-" : $"{(double)usage.MemoryBytes / usage.MemoryLimitBytes:0.0%}";
}
