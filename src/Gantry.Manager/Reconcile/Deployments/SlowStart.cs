using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Deployments;

/// <summary>What a task is at that has a node and takes its time to run there.</summary>
internal static class SlowStart
{
    /// <summary>Most tasks run by then, and a deployment that goes well has nothing to say.</summary>
    private static readonly TimeSpan UsualStart = TimeSpan.FromSeconds(5);

    /// <returns>For people, and the same until the task does something else: it is stored whenever it changes. Null: none takes long.</returns>
    public static string? ReasonOf(ReconcileContext context, Service service, IEnumerable<ServiceTask> current)
    {
        // One that is ready and may not start yet waits for its predecessor.
        var starting = current.FirstOrDefault(t => t.IsLive && (t.State is TaskState.Assigned or TaskState.Preparing
            || t is { State: TaskState.Starting, Desired: DesiredState.Running }));
        if (starting is not { NodeId: { } id } || context.Tx.State.Find(id) is not { } node)
            return null;
        var placed = starting.NotBefore is { } due && due > starting.CreatedAt ? due : starting.CreatedAt;
        if (placed + UsualStart > context.Now)
        {
            context.Agenda.LookAt(service.Stack, placed + UsualStart);
            return null;
        }

        return $"{starting.Name}: {Doing(context.Tx.State, service, starting, node)}";
    }

    private static string Doing(Snapshot state, Service service, ServiceTask task, Node node)
    {
        if (node.State != NodeState.Ready)
            return $"its node {node.Name} does not answer";

        // How far it is changes many times a second, and is the task's to tell.
        if (task.Observed.PullingSince is { } since)
            return $"pulling {state.FindRevision(service.Id, task.Revision)?.Container.Image} on node {node.Name} since {since:HH:mm:ss} UTC";
        return $"{task.State.Word()} on node {node.Name}{(task.Observed.Message is { Length: > 0 } message ? $": {message}" : "")}";
    }
}
