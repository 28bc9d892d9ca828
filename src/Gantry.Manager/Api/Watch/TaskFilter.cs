using Gantry.Manager.Api.Views;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Api.Watch;

/// <summary>Which tasks a list shows.</summary>
/// <param name="All">History too; else one task a slot.</param>
internal sealed record TaskFilter(string? Stack, ServiceId? Service, NodeId? Node, bool All)
{
    public IEnumerable<ServiceTask> In(Snapshot state) =>
        from service in ServicesIn(state).OrderBy(s => s.FullName, StringComparer.Ordinal)
        from task in All ? state.TasksOf(service.Id) : TaskView.Present(state, service)
        where Concerns(task)
        select task;

    public bool Concerns(ServiceTask task) =>
        (Stack is null || task.Stack == Stack) &&
        (Service is null || task.ServiceId == Service) &&
        (Node is null || task.NodeId == Node);

    public bool Shows(Snapshot state, ServiceTask task) =>
        Concerns(task) && (All || (state.Find(task.ServiceId) is { } service && TaskView.Present(state, service).Any(t => t.Id == task.Id)));

    /// <summary>A new task of a slot takes the place of the one that was shown there.</summary>
    public IEnumerable<string> Affected(Snapshot state, ServiceTask task)
    {
        var slot = All ? [] : state.TasksOf(task.ServiceId).Where(t => t.Slot == task.Slot && (t.Slot > 0 || t.NodeId == task.NodeId) && t.Id != task.Id);
        return slot.Select(t => t.Id.ToString()).Append(task.Id.ToString());
    }

    private IEnumerable<Service> ServicesIn(Snapshot state)
    {
        if (Service is { } id)
            return state.Find(id) is { } service ? [service] : [];
        return Stack is { } stack ? state.ServicesOf(stack) : state.Services;
    }
}
