using System.Globalization;
using System.Text;
using Gantry.Manager.State;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Api.Telemetry;

/// <summary>Numbers about the cluster and this process in Prometheus' text form.</summary>
internal static class Metrics
{
    public static string Text(StateStore store, NodeUsages usages, SystemFacts facts, TimeProvider time)
    {
        var state = store.Current;
        var text = new StringBuilder();
        Family(text, "gantry_info", "gauge", "The running version.", [($"{{version=\"{facts.Version}\"}}", 1)]);
        Family(text, "gantry_uptime_seconds", "gauge", "Since the server started.", [("", (time.GetUtcNow() - facts.StartedAt).TotalSeconds)]);
        Family(text, "gantry_store_revision", "counter", "Commits of the store.", [("", state.Revision.Number)]);
        Family(text, "gantry_store_illegal_moves_total", "counter", "Task moves that were refused; anything but 0 is a bug.", [("", store.IllegalMoves)]);
        Family(text, "gantry_stacks", "gauge", "Deployed stacks.", [("", state.Stacks.Count())]);
        Family(text, "gantry_services", "gauge", "Services.", [("", state.Services.Count())]);
        Family(text, "gantry_tasks", "gauge", "Tasks by state, history too.", Counted(state.Tasks.Select(t => t.State.Word())));
        Family(text, "gantry_tasks_in_service", "gauge", "Tasks that may get traffic.", [("", state.Tasks.Count(t => t.IsInService))]);
        Family(text, "gantry_nodes", "gauge", "Nodes by state.", Counted(state.Nodes.Select(n => n.State.ToString().ToLowerInvariant())));
        AddNodes(text, state, usages);
        AddTasks(text, state, usages);
        Family(text, "process_resident_memory_bytes", "gauge", "Memory of this process.", [("", Environment.WorkingSet)]);
        Family(text, "process_cpu_seconds_total", "counter", "Processor time of this process.", [("", Environment.CpuUsage.TotalTime.TotalSeconds)]);
        return text.ToString();
    }

    private static void AddNodes(StringBuilder text, Snapshot state, NodeUsages usages)
    {
        var nodes = state.Nodes.Select(n => (Labels: $"{{node=\"{n.Name}\"}}", n.Facts, Usage: usages.Of(n))).ToList();
        Family(text, "gantry_node_cpu_busy_ratio", "gauge", "Busy share of all cores, 0 to 1.", nodes.Select(n => (n.Labels, n.Usage.CpuShare)));
        Family(text, "gantry_node_load1", "gauge", "Load average of one minute.", nodes.Select(n => (n.Labels, n.Usage.LoadOneMinute)));
        Family(text, "gantry_node_memory_used_bytes", "gauge", "Memory in use.", nodes.Select(n => (n.Labels, (double)n.Usage.MemoryUsedBytes)));
        Family(text, "gantry_node_memory_bytes", "gauge", "Memory in all.", nodes.Select(n => (n.Labels, (double)n.Facts.MemoryBytes)));
        Family(text, "gantry_node_disk_used_bytes", "gauge", "In use on the disk of the engine.", nodes.Select(n => (n.Labels, (double)n.Usage.DiskUsedBytes)));
        Family(text, "gantry_node_disk_bytes", "gauge", "Size of the disk of the engine.", nodes.Select(n => (n.Labels, (double)n.Facts.DiskBytes)));
    }

    private static void AddTasks(StringBuilder text, Snapshot state, NodeUsages usages)
    {
        var tasks = (
            from node in state.Nodes
            from load in usages.TasksOn(node.Id)
            let task = state.Find(load.Id)
            where task is { HasEnded: false } && task.NodeId == node.Id
            orderby task.Name, task.Id
            select (Labels: $"{{stack=\"{task.Stack}\",service=\"{task.Service}\",task=\"{task.Name}\",id=\"{task.Id}\",node=\"{node.Name}\"}}", Load: load)).ToList();
        Family(text, "gantry_task_cpu_cores", "gauge", "Cores in use.", tasks.Select(t => (t.Labels, t.Load.CpuShare)));
        Family(text, "gantry_task_memory_bytes", "gauge", "Working set.", tasks.Select(t => (t.Labels, (double)t.Load.MemoryBytes)));
    }

    private static IEnumerable<(string Labels, double Value)> Counted(IEnumerable<string> states) =>
        states.GroupBy(s => s).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => ($"{{state=\"{g.Key}\"}}", (double)g.Count()));

    private static void Family(StringBuilder text, string name, string type, string help, IEnumerable<(string Labels, double Value)> values)
    {
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        foreach (var (labels, value) in values)
            text.Append(name).Append(labels).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
