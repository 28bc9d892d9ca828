using Gantry.Model.Tasks;
using Gantry.Model.Wire;

namespace Gantry.Worker.Docker.Mapping;

/// <summary>
/// The labels by which our objects are known again after any restart, and those that existing dashboards read.
/// </summary>
/// <remarks>
/// Of compose's own labels only the project: 2.x takes what has a <c>config-hash</c>, and 1.x what has a <c>service</c> that
/// its file names too, whatever else is missing. A <c>docker-compose down</c> in our own folder would take our containers.
/// </remarks>
internal static class OwnLabels
{
    public const string Cluster = "dev.gantry.cluster";
    public const string Stack = "dev.gantry.stack";
    public const string Task = "dev.gantry.task";
    public const string Service = "dev.gantry.service";
    public const string Slot = "dev.gantry.slot";

    private const string StackNamespace = "com.docker.stack.namespace";

    public static Dictionary<string, string> Of(string clusterId, AssignedTask task)
    {
        var labels = new Dictionary<string, string>();
        foreach (var (name, value) in task.Container.Labels)
            labels[name] = value;

        labels[Cluster] = clusterId;
        labels[Stack] = task.Stack;
        labels[Service] = task.Service;
        labels[Task] = task.Id.ToString();
        labels[Slot] = $"{task.Slot}";
        labels["dev.gantry.revision"] = $"{task.Revision}";
        labels["dev.gantry.spec-hash"] = task.SpecHash;
        labels["com.docker.compose.project"] = task.Stack;
        labels[StackNamespace] = task.Stack;
        labels["com.docker.swarm.service.name"] = $"{task.Stack}_{task.Service}";
        return labels;
    }

    public static Dictionary<string, string> Of(string clusterId, string? stack, IReadOnlyDictionary<string, string> fromFile)
    {
        var labels = new Dictionary<string, string>(fromFile) { [Cluster] = clusterId };
        if (stack is not null)
        {
            labels[Stack] = stack;
            labels[StackNamespace] = stack;
        }

        return labels;
    }

    /// <summary>Labels of a network or volume without those that <see cref="Of(string, string?, IReadOnlyDictionary{string, string})"/> adds.</summary>
    /// <param name="wanted">The file's: where it sets one of ours, ours stands in its place, which is no difference to tell of.</param>
    public static Dictionary<string, string> FromFile(IReadOnlyDictionary<string, string> made, IReadOnlyDictionary<string, string> wanted)
    {
        var labels = made.Where(l => !IsOwn(l.Key)).ToDictionary();
        foreach (var (name, value) in wanted.Where(l => IsOwn(l.Key)))
            labels[name] = value;
        return labels;

        static bool IsOwn(string name) => name.StartsWith("dev.gantry.", StringComparison.Ordinal) || name == StackNamespace;
    }

    /// <summary>Null for a container that carries no readable task id.</summary>
    public static TaskId? TaskOf(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(Task, out var text) && Gantry.Model.Ids.RandomId.TryParse(text, out var id) ? new TaskId(id) : null;
}
