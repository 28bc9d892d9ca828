using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Api.Views;

/// <summary>How many tasks of a service there should be, and are.</summary>
/// <param name="Wanted">In service; completed slots are not among them.</param>
/// <param name="Completed">Slots whose task did what it was for.</param>
internal readonly record struct ServiceCount(int Wanted, int Running, int InService, int Completed)
{
    public static ServiceCount Of(Snapshot state, Service service)
    {
        var (running, inService) = (0, 0);
        var isJob = service.Spec.Restart.Condition is RestartCondition.None or RestartCondition.OnFailure;
        var live = new HashSet<(int, NodeId?)>();
        var complete = new HashSet<(int, NodeId?)>();
        foreach (var task in state.TasksOf(service.Id))
        {
            var slot = (task.Slot, task.Slot > 0 ? null : task.NodeId);
            if (task is { State: TaskState.Running, HasEnded: false })
                running++;
            if (task.IsInService)
                inService++;
            if (task.IsLive)
                live.Add(slot);
            else if (isJob && task.State == TaskState.Complete && task.Revision == service.Revision)
                complete.Add(slot);
        }

        complete.ExceptWith(live);
        var wanted = service.Spec.Mode == ServiceMode.Global ? live.Count : Math.Max(0, service.WantedReplicas - complete.Count);
        return new ServiceCount(service.IsStopped || service.IsRemoved ? 0 : wanted, running, inService, complete.Count);
    }
}
