using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>
/// How many slots of a service may be out of service while its tasks are moved: as many as an update may replace at a time, one
/// where nothing is said. Made for one round; what it lets stop counts at once.
/// </summary>
internal sealed class ServiceMinimum(Snapshot state, Service service)
{
    private readonly Dictionary<int, int> _inService = state.TasksOf(service.Id).Where(t => t.IsInService).CountBy(t => t.Slot).ToDictionary();
    private readonly bool _isBoundless = MostOut(service) == int.MaxValue || HasNowhereToGo(state);
    private int _slotsOut = SlotsOut(state, service).Count();

    public static int MostOut(Service service) => service.Spec.Update?.Parallelism switch
    {
        null => 1,
        0 => int.MaxValue,
        var most => most.Value,
    };

    /// <summary>Slots of which no task is in service.</summary>
    public static IEnumerable<int> SlotsOut(Snapshot state, Service service)
    {
        var serving = state.TasksOf(service.Id).Where(t => t.IsInService).Select(t => t.Slot).ToHashSet();
        return Enumerable.Range(1, service.WantedReplicas).Where(slot => !serving.Contains(slot));
    }

    /// <summary>Every node is drained: nothing can move, so that to wait would keep nothing in service for longer than that.</summary>
    public static bool HasNowhereToGo(Snapshot state) => state.Nodes.All(n => n.Availability == NodeAvailability.Drain);

    /// <summary>Whether the task may be stopped now. If so, it counts as stopped.</summary>
    public bool LetsStop(ServiceTask task)
    {
        if (!task.IsInService)
            return true;
        var others = _inService.GetValueOrDefault(task.Slot) - 1;
        if (others <= 0 && !_isBoundless && _slotsOut >= MostOut(service))
            return false;
        _inService[task.Slot] = others;
        _slotsOut += others <= 0 ? 1 : 0;
        return true;
    }
}
