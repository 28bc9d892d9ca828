using System.Globalization;
using Gantry.Model.Services;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Session;

namespace Gantry.Worker.Tasks;

/// <summary>Fills Swarm's templates in a task's spec with what its node knows.</summary>
internal static class TaskTemplates
{
    /// <exception cref="EngineException">Refused: there is one that nobody can fill in. Files with such are refused already; <c>service update</c> may bring one.</exception>
    public static async Task<ContainerSpec> FillAsync(AssignedTask task, WorkerIdentity self, IEngine engine, CancellationToken ct)
    {
        var spec = task.Container;
        var texts = TextsOf(spec).Where(t => t.Contains("{{", StringComparison.Ordinal)).ToList();
        if (texts.Count == 0)
            return spec;
        foreach (var text in texts)
        {
            if (TaskTemplate.FirstUnknown(text) is { } unknown)
                throw EngineException.Refused(null, new EngineCall("make the container"), $"the template '{unknown}' cannot be filled in");
        }

        var values = ValuesOf(task, self);
        if (texts.Exists(t => TaskTemplate.Holds(t, TaskTemplate.NodeOs) || TaskTemplate.Holds(t, TaskTemplate.NodeArchitecture)))
        {
            var info = await engine.InfoAsync(ct);
            values[TaskTemplate.NodeOs] = info.OsType ?? "";
            values[TaskTemplate.NodeArchitecture] = info.Architecture ?? "";
        }

        return spec with
        {
            Hostname = spec.Hostname is { } hostname ? TaskTemplate.Fill(hostname, values) : null,
            Environment = spec.Environment.ToDictionary(e => e.Key, e => TaskTemplate.Fill(e.Value, values)),
            Mounts = [.. spec.Mounts.Select(m => IsFilled(m) ? m with { Source = TaskTemplate.Fill(m.Source ?? "", values) } : m)],
        };
    }

    private static IEnumerable<string> TextsOf(ContainerSpec spec) =>
        spec.Environment.Values.Append(spec.Hostname ?? "").Concat(spec.Mounts.Where(IsFilled).Select(m => m.Source ?? ""));

    // A volume has one name for all tasks.
    private static bool IsFilled(Mount mount) => mount is { Type: MountType.Bind, Source: not null };

    private static Dictionary<string, string> ValuesOf(AssignedTask task, WorkerIdentity self) => new()
    {
        [TaskTemplate.ServiceId] = $"{task.ServiceId}",
        [TaskTemplate.ServiceName] = $"{task.Stack}_{task.Service}",
        [TaskTemplate.NodeId] = $"{self.Id}",
        [TaskTemplate.NodeHostname] = self.Name,
        [TaskTemplate.TaskId] = $"{task.Id}",

        // With Swarm the task's name is its container's too.
        [TaskTemplate.TaskName] = task.ContainerName,

        // source: swarmkit template/context.go, of global services
        [TaskTemplate.TaskSlot] = task.Slot > 0 ? task.Slot.ToString(CultureInfo.InvariantCulture) : $"{self.Id}",
    };
}
