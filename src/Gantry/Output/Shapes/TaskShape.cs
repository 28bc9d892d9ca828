using Gantry.Model.Api;
using Gantry.Model.Tasks;

namespace Gantry.Output.Shapes;

/// <summary>Tasks as <c>docker service ps</c> shows them: the newest of a slot first, its predecessors below it.</summary>
internal static class TaskShape
{
    public static Shape<TaskItem> Create() => new(
        ApiJson.Default.TaskItem,
        task => task.Id.ToString(),
        task => task.Name,
        [
            new("ID", (task, cell) => cell.Id(task.Id.ToString())),
            new("NAME", (task, cell) => IsOlder(task, cell.Above) ? $@" \_ {task.Name}" : task.Name),
            new("IMAGE", (task, _) => task.Image),
            new("NODE", (task, _) => task.Node ?? ""),
            new("DESIRED STATE", (task, _) => $"{task.Desired}"),
            new("CURRENT STATE", CurrentState),
            new("ERROR", (task, cell) => cell.Cut(ErrorOf(task), 60)),
            new("PORTS", (task, _) => string.Join(", ", task.Ports)),
            new("RESTARTS", (task, _) => $"{task.RestartCount}", IsWide: true),
            new("REVISION", (task, _) => $"{task.Revision}", IsWide: true),
            new("OVERRIDES", (task, _) => string.Join("; ", task.Overrides), IsWide: true),
            new("ADDRESSES", (task, _) => string.Join(", ", task.Observed.Addresses.Select(a => a.Address)), IsWide: true),
            new("CONTAINER", (task, cell) => ContainerId(task, cell.IsFull), IsWide: true),
        ],
        new Dictionary<string, FilterKey<TaskItem>>
        {
            ["id"] = new(task => [task.Id.ToString()], FilterMatch.Beginning),
            ["name"] = new(task => [task.Name], FilterMatch.Part),
            ["stack"] = new(task => [task.Stack]),
            ["service"] = new(task => [task.Service, $"{task.Stack}_{task.Service}"]) { Id = task => task.ServiceId.ToString() },
            ["node"] = new(task => [task.Node ?? ""]),
            ["state"] = new(task => [task.State]),
            ["desired-state"] = new(task => [$"{task.Desired}"]),
        })
    {
        Order = Compare,
    };

    private static int Compare(TaskItem a, TaskItem b)
    {
        var byService = string.CompareOrdinal($"{a.Stack}_{a.Service}", $"{b.Stack}_{b.Service}");
        if (byService != 0)
            return byService;
        var bySlot = a.Slot != b.Slot ? a.Slot.CompareTo(b.Slot) : a.Slot > 0 ? 0 : string.CompareOrdinal(a.Node, b.Node);
        return bySlot != 0 ? bySlot : b.CreatedAt.CompareTo(a.CreatedAt);
    }

    private static bool IsOlder(TaskItem task, TaskItem? above) =>
        above is not null && above.ServiceId == task.ServiceId && above.Slot == task.Slot && (task.Slot > 0 || above.Node == task.Node);

    private static string CurrentState(TaskItem task, CellContext<TaskItem> cell)
    {
        var state = char.ToUpperInvariant(task.State[0]) + task.State[1..];
        var health = task.Observed.State != TaskState.Running ? "" : task.Observed.Health switch
        {
            TaskHealth.Starting => " (health: starting)",
            TaskHealth.Healthy => " (healthy)",
            TaskHealth.Unhealthy => " (unhealthy)",
            TaskHealth.None or TaskHealth.Unrecognized => "",
            _ => throw new InvalidOperationException($"{task.Observed.Health} has no words."),
        };
        // As the list of services marks them: the file alone does not tell what runs.
        var overridden = task.Overrides.Count > 0 ? " (overridden)" : "";
        return $"{state}{health} {Age.Ago(cell.Now, task.Observed.At)}{overridden}";
    }

    private static string ErrorOf(TaskItem task)
    {
        var isWell = task.Observed.State is TaskState.Complete or TaskState.Shutdown or TaskState.Running && !task.Observed.FailedItsCheck;
        if (isWell)
            return "";
        if (task.Observed.Reason is { Length: > 0 } reason)
            return reason;
        return task.Observed.OomKilled ? "killed: out of memory" : task.Observed.ExitCode is { } code ? $"exit code {code}" : "";
    }

    private static string ContainerId(TaskItem task, bool isFull)
    {
        const int shown = 12;
        var id = task.Observed.ContainerId ?? "";
        return isFull || id.Length <= shown ? id : id[..shown];
    }
}
