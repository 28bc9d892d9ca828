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
    public static IEnumerable<SlotView> Of(Snapshot state, Service service) =>
        service.Spec.Mode == ServiceMode.Global
            ? state.TasksOf(service.Id).GroupBy(t => t.NodeId).OrderBy(g => g.Key).Select(g => new SlotView(0, g.Key, Ordered(g)))
            : state.TasksOf(service.Id).GroupBy(t => t.Slot).OrderBy(g => g.Key).Select(g => new SlotView(g.Key, null, Ordered(g)));

    /// <summary>The same slot as it is by now.</summary>
    public SlotView In(Snapshot state, ServiceId service) =>
        this with { Tasks = Ordered(state.TasksOf(service).Where(t => t.Slot == Slot && (Node is null || t.NodeId == Node))) };

    // Tasks of one commit share their time: what came later has the higher revision or the higher count.
    private static IReadOnlyList<ServiceTask> Ordered(IEnumerable<ServiceTask> tasks) =>
        [.. tasks.OrderBy(t => t.CreatedAt).ThenBy(t => t.Revision).ThenBy(t => t.RestartCount).ThenBy(t => t.Id)];
}
