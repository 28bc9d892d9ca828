using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Api.Views;

/// <summary>Tasks as the API shows them. Pure.</summary>
internal static class TaskView
{
    public static TaskItem Of(Snapshot state, ServiceTask task)
    {
        var service = state.Find(task.ServiceId);
        var node = NodeName(state, task);
        return new TaskItem(
            task.Id,
            NameOf(state, task),
            task.Stack,
            task.Service,
            task.ServiceId,
            task.Slot,
            task.Revision,
            state.FindRevision(task.ServiceId, task.Revision)?.Container.Image ?? "",
            node,
            task.Desired,
            task.State.Word(),
            task.IsInService,
            task.RestartCount,
            service is null ? [] : ServiceView.PortsOf(service, service.Spec),
            task.CreatedAt,
            task.Observed)
        {
            Overrides = task.IsLive && service is { Overrides.IsEmpty: false } ? [.. OverrideText.Of(service)] : [],
        };
    }

    /// <summary><c>stack_service.slot</c>, or <c>stack_service.node</c> by the node's name for a global service.</summary>
    public static string NameOf(Snapshot state, ServiceTask task) =>
        task.Slot > 0 ? task.Name : $"{task.Stack}_{task.Service}.{NodeName(state, task) ?? "none"}";

    /// <summary>One task a slot: the newest that is live, else what it ended with, unless it was asked to end.</summary>
    public static IEnumerable<ServiceTask> Present(Snapshot state, Service service)
    {
        var slots = new SortedDictionary<(int Slot, NodeId Node), ServiceTask>();
        foreach (var task in state.TasksOf(service.Id))
        {
            var slot = (task.Slot, task.Slot > 0 ? default : task.NodeId ?? default);
            if (!slots.TryGetValue(slot, out var shown) || IsShownBefore(task, shown))
                slots[slot] = task;
        }

        return slots.Values.Where(t => !t.HasEnded || (t.State != TaskState.Shutdown && IsWanted(service, t)));
    }

    private static bool IsShownBefore(ServiceTask task, ServiceTask other)
    {
        if (task.IsLive != other.IsLive)
            return task.IsLive;
        if (task.HasEnded != other.HasEnded)
            return !task.HasEnded;
        return (task.Revision, task.CreatedAt, task.RestartCount).CompareTo((other.Revision, other.CreatedAt, other.RestartCount)) > 0;
    }

    private static bool IsWanted(Service service, ServiceTask task) => task.Slot == 0 || task.Slot <= service.WantedReplicas;

    private static string? NodeName(Snapshot state, ServiceTask task) =>
        task.NodeId is { } id ? state.Find(id)?.Name ?? id.ToString() : null;
}
