using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>The tasks of one slot, oldest first.</summary>
/// <param name="Slot">0 for a global service, where the node is the slot.</param>
/// <param name="Node">Set for a global service alone.</param>
internal sealed record SlotView(int Slot, NodeId? Node, IReadOnlyList<ServiceTask> Tasks)
{
    /// <summary>At the service's revision and wanted.</summary>
    public ServiceTask? Current(int revision) => Tasks.LastOrDefault(t => t.IsLive && t.Revision == revision);

    /// <summary>Wanted, but of an earlier revision.</summary>
    public ServiceTask? Old(int revision) => Tasks.LastOrDefault(t => t.IsLive && t.Revision != revision);

    public bool HasLive => Tasks.Any(t => t.IsLive);

    /// <summary>Another task of the slot whose process may still be there.</summary>
    public bool IsHeldBeside(ServiceTask task) => Tasks.Any(t => t.Id != task.Id && !t.IsOver);

    public ServiceTask? Newest => Tasks.Count > 0 ? Tasks[^1] : null;

    /// <summary>All slots of a service that have tasks, in order.</summary>
    public static IReadOnlyList<SlotView> Of(Snapshot state, Service service) =>
        service.Spec.Mode == ServiceMode.Global
            ? [.. state.TasksOf(service.Id).GroupBy(t => t.NodeId).OrderBy(g => g.Key).Select(g => new SlotView(0, g.Key, Ordered([.. g])))]
            : BySlot(state.TasksOf(service.Id));

    // They come slot by slot.
    private static List<SlotView> BySlot(IEnumerable<ServiceTask> tasks)
    {
        var slots = new List<SlotView>();
        var slot = new List<ServiceTask>(1);
        foreach (var task in tasks)
        {
            if (slot.Count > 0 && slot[0].Slot != task.Slot)
            {
                slots.Add(new SlotView(slot[0].Slot, null, Ordered(slot)));
                slot = new List<ServiceTask>(1);
            }

            slot.Add(task);
        }

        if (slot.Count > 0)
            slots.Add(new SlotView(slot[0].Slot, null, Ordered(slot)));
        return slots;
    }

    /// <summary>The same slot as it is by now.</summary>
    public SlotView In(Snapshot state, ServiceId service) =>
        this with { Tasks = Ordered([.. state.TasksOf(service).Where(t => t.Slot == Slot && (Node is null || t.NodeId == Node))]) };

    /// <summary>The same slot with a task that was made for it just now.</summary>
    public SlotView With(ServiceTask made) => this with { Tasks = [.. Tasks, made] };

    // Tasks of one commit share their time: what came later has the higher revision or the higher count.
    private static List<ServiceTask> Ordered(List<ServiceTask> tasks) =>
        tasks.Count < 2 ? tasks : [.. tasks.OrderBy(t => t.CreatedAt).ThenBy(t => t.Revision).ThenBy(t => t.RestartCount).ThenBy(t => t.Id)];
}
