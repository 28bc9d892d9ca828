using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>
/// Swarm's templates in values that a task's node fills in. One that it could not is refused here: as plain text it would
/// mislead.
/// </summary>
internal static class Templates
{
    // docker stack deploy gives it to every service, and files rely on it.
    private const string StackLabel = "com.docker.stack.namespace";

    public static void Check(string text, Value value) => Check(text, value, value.Path);

    /// <param name="what">The thing that holds the text, where that has no place of its own in the file.</param>
    public static void Check(string text, Value value, string what)
    {
        if (TaskTemplate.FirstUnknown(text) is { } unknown)
            value.Error("unknown_template", $"{what} holds the template {ProblemLog.Quote(unknown)}, which Gantry cannot fill in.", $"It can fill in {string.Join(' ', TaskTemplate.Fields)} and labels of the service.");
    }

    /// <summary>Where a name must be one for all tasks.</summary>
    /// <returns>True when it holds a template, and the problem is told.</returns>
    public static bool Refuse(string text, Value value)
    {
        var isTemplate = TaskTemplate.FirstUnknown(text) is not null || TaskTemplate.Fields.Any(f => TaskTemplate.Holds(text, f)) || TaskTemplate.LabelsIn(text).Count > 0;
        if (isTemplate)
            value.Error("unsupported_template", $"{value.Path} holds the template {value.Shown}, and the cluster knows a volume by one name for all tasks.", "Use a bind mount, in whose path templates are filled in, or a volume of a fixed name: each node has its own.");
        return isTemplate;
    }

    /// <summary>Labels of the service are known to the file; the rest is another for every task.</summary>
    public static string FillLabels(string text, ServiceDraft service, string what)
    {
        if (TaskTemplate.LabelsIn(text) is not { Count: > 0 } names)
            return text;
        var labels = new Dictionary<string, string>(service.DeployLabels) { [StackLabel] = service.Scope.StackName };
        foreach (var name in names.Where(n => !labels.ContainsKey(n)))
            service.Value.Error("unknown_template", $"{what} asks for the label {ProblemLog.Quote(name)}, which the service does not have.", "Add it under `deploy.labels`.");
        return TaskTemplate.FillLabels(text, labels);
    }
}
