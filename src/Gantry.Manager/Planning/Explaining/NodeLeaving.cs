using Gantry.Manager.Reconcile.Services;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Explaining;

/// <summary>What is left of a node that is drained, and what keeps it. Pure.</summary>
internal static class NodeLeaving
{
    private const int SlotsNamed = 3;

    /// <summary>First what is still on the node, then what has left it and has no place; by name.</summary>
    public static IEnumerable<LeavingTask> Of(Snapshot state, NodeId node)
    {
        var here = state.TasksOn(node).ToList();
        var gone = here.Where(t => t is { HasEnded: true, Slot: > 0 }).Select(t => (t.ServiceId, t.Slot)).Distinct()
            .Select(slot => Displaced(state, node, slot.ServiceId, slot.Slot)).OfType<ServiceTask>();
        return here.Where(t => t.HoldsResources).Concat(gone).Select(t => Find(state, node, t.Id)).OfType<LeavingTask>()
            .OrderBy(t => t.IsGone).ThenBy(t => t.Task, StringComparer.Ordinal);
    }

    /// <returns>Null: it has nothing to do with the node, or is in its place.</returns>
    public static LeavingTask? Find(Snapshot state, NodeId node, TaskId id)
    {
        if (state.Find(node) is not { } host || state.Find(id) is not { } task)
            return null;
        if (task.NodeId == node && task.HoldsResources)
            return OnNode(state, host, task);
        return Displaced(state, node, task.ServiceId, task.Slot)?.Id == id
            ? new LeavingTask(id, task.Name, task.State.Word(), IsGone: true, HasNoPlace: true, $"it has left, and has no place yet: {Sentence(task)}")
            : null;
    }

    /// <summary>The task of a slot that finds no node since this one was left. One that waits for its time is not kept by anything.</summary>
    private static ServiceTask? Displaced(Snapshot state, NodeId node, ServiceId service, int slot)
    {
        var tasks = state.TasksOf(service).Where(t => t.Slot == slot).ToList();
        return slot > 0 && tasks.LastOrDefault(t => t.NodeId is not null) is { HasEnded: true } last && last.NodeId == node ? tasks.FirstOrDefault(t => t.WantsNode && HasNoPlace(t)) : null;
    }

    private static LeavingTask OnNode(Snapshot state, Node node, ServiceTask task)
    {
        var name = task.Slot > 0 ? task.Name : $"{task.Stack}_{task.Service}.{node.Name}";
        var (why, hasNoPlace) = WhyHere(state, node, task);
        return new LeavingTask(task.Id, name, task.State.Word(), IsGone: false, hasNoPlace, why);
    }

    private static (string Why, bool HasNoPlace) WhyHere(Snapshot state, Node node, ServiceTask task)
    {
        if (node.State is NodeState.Down or NodeState.Suspected or NodeState.Incompatible)
            return ("its node does not answer, so that nobody can stop it", false);
        if (task.Desired >= DesiredState.Shutdown)
            return ("it is being stopped", false);
        if (node.Availability != NodeAvailability.Drain)
            return ("it stays, since its node is not drained", false);
        if (state.Find(task.ServiceId) is not { } service || task.Slot == 0)
            return ("it stops with its node", false);

        var successor = state.TasksOf(task.ServiceId).LastOrDefault(t => t.Id != task.Id && t.Slot == task.Slot && t.IsLive && t.NodeId != node.Id);
        return successor is null ? ("its successor is about to be made", false) : HowFar(state, service, successor);
    }

    private static (string Why, bool HasNoPlace) HowFar(Snapshot state, Service service, ServiceTask successor)
    {
        if (successor.NodeId is not { } to)
            return ($"its successor has no place: {Sentence(successor)}{Turn(state, service)}", HasNoPlace(successor));
        var there = state.Find(to)?.Name ?? "another node";
        if (Overlap.IsReady(service, successor))
            return ($"its successor {(Overlap.IsSafe(service) ? "serves" : "is ready")}.{Turn(state, service)}", false);
        return successor.State == TaskState.Running
            ? ($"its successor on {there} runs, and is not healthy yet", false)
            : ($"its successor on {there} is {successor.State.Word()}: {Sentence(successor)}", false);
    }

    private static string Turn(Snapshot state, Service service)
    {
        var missing = ServiceMinimum.SlotsOut(state, service).ToList();
        var most = ServiceMinimum.MostOut(service);
        if (missing.Count < most)
            return "";
        var named = string.Join(", ", missing.Take(SlotsNamed).Select(slot => $"{service.FullName}.{slot}")) + (missing.Count > SlotsNamed ? ", …" : "");
        return $" It goes on running: {missing.Count} of {service.WantedReplicas} {(missing.Count == 1 ? "is" : "are")} out of service already ({named}), and more than {most} may not be.";
    }

    private static bool HasNoPlace(ServiceTask task) => task.Observed.Message != TaskReason.NoNodeYet;

    private static string Sentence(ServiceTask task) => TaskExplanation.Sentence(task.Observed.Message);
}
