using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Wire;

namespace Gantry.ClusterTests.Testing;

/// <summary>A container of a cluster as the engine has it.</summary>
/// <param name="Slot"><c>stack_service.slot</c>.</param>
internal sealed record ClusterContainer(string Id, string Name, string Stack, string Slot, string TaskId, string State)
{
    public bool IsRunning => State == "running";

    public static ClusterContainer From(ContainerSummary summary)
    {
        var labels = summary.Labels;
        var slot = $"{labels.GetValueOrDefault(OwnLabels.Stack)}_{labels.GetValueOrDefault(OwnLabels.Service)}.{labels.GetValueOrDefault(OwnLabels.Slot)}";
        return new ClusterContainer(
            summary.Id, summary.Names.Count > 0 ? summary.Names[0].TrimStart('/') : summary.Id, labels.GetValueOrDefault(OwnLabels.Stack) ?? "", slot,
            labels.GetValueOrDefault(OwnLabels.Task) ?? "", summary.State);
    }
}
