using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Explaining;

/// <summary>What helps a task whose image is slow to come, or does not come at all. Pure.</summary>
internal static class PullAdvice
{
    public static string? For(Snapshot state, ServiceTask task, Node node)
    {
        if (state.FindRevision(task.ServiceId, task.Revision)?.Container is not { } container)
            return null;
        var check = $"If it does not move, see on {node.Name} whether {ImageReference.HostOf(container.Image)} answers: docker pull {container.Image}";
        return container.PullPolicy == PullPolicy.Always
            ? $"{check}. With pull_policy: missing in {task.Service}, an image that is there already is used without asking."
            : check;
    }
}
