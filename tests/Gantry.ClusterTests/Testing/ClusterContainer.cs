using System.Text.Json;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Wire;

namespace Gantry.ClusterTests.Testing;

/// <summary>A container of a cluster as the engine has it.</summary>
/// <param name="Slot"><c>stack_service.slot</c>.</param>
internal sealed record ClusterContainer(string Id, string Name, string Stack, string Slot, string TaskId, string State)
{
    public bool IsRunning => State == "running";

    public static ClusterContainer From(ContainerSummary summary) =>
        From(summary.Id, summary.Names.Count > 0 ? summary.Names[0] : summary.Id, summary.Labels.GetValueOrDefault, summary.State);

    /// <summary>What the engine wrote down of a container whose processes are there, for an engine that does not answer.</summary>
    /// <returns>Null when it is none of a cluster, or is being removed.</returns>
    public static ClusterContainer? FromFile(string id, string path)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            var labels = file.RootElement.GetProperty("Config").GetProperty("Labels");
            string? Label(string name) => labels.ValueKind == JsonValueKind.Object && labels.TryGetProperty(name, out var value) ? value.GetString() : null;
            return Label(OwnLabels.Task) is null ? null : From(id, file.RootElement.GetProperty(nameof(Name)).GetString() ?? id, Label, "running");
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static ClusterContainer From(string id, string name, Func<string, string?> label, string state) => new(
        id, name.TrimStart('/'), label(OwnLabels.Stack) ?? "", $"{label(OwnLabels.Stack)}_{label(OwnLabels.Service)}.{label(OwnLabels.Slot)}",
        label(OwnLabels.Task) ?? "", state);
}
