using Gantry.Manager.Reconcile.Services;
using Gantry.Manager.Schedule;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Explaining;

/// <summary>Why a task is as it is. Pure; its last log lines are the caller's to add.</summary>
internal static class TaskExplanation
{
    // A server is a node itself: there is none only before its worker has reported.
    private const string NoNode = "The server's own worker has to report first. See what keeps it: gantry doctor";

    public static Explanation Of(Snapshot state, ServiceTask task, DateTimeOffset now)
    {
        var (summary, fix) = Reason(state, task, now);
        var placement = task is { WantsNode: true, NotBefore: null } ? ScheduleStep.Explain(state, task, now) : null;
        var unplaced = placement as PlacementDecision.Unplaced;
        var survey = task is { NodeId: not null, IsLive: true, Slot: > 0 } ? ScheduleStep.Survey(state, task, now) : null;
        return new Explanation(
            task.Name,
            task.State.Word(),
            unplaced is null ? summary : $"It waits for a node: {unplaced.Summary}.",
            TaskFacts.Of(state, task, now),
            unplaced is not null ? NodesOf(unplaced.Refusals) : survey is not null ? ScoreFacts.Of(survey, task) : [],
            [],
            unplaced is null ? fix : unplaced.SmallestChange?.Text ?? NoNode);
    }

    internal static List<ExplainedNode> NodesOf(IEnumerable<NodeRefusal> refusals) =>
        [.. refusals.GroupBy(r => r.Node).Select(g => new ExplainedNode(g.Key, false, [.. g.Select(r => r.Reason)]))];

    private static (string Summary, string? Fix) Reason(Snapshot state, ServiceTask task, DateTimeOffset now)
    {
        if (task.HasEnded)
            return Ended(state, task);
        if (task.NotBefore is { } due && due > now && task.State < TaskState.Assigned)
            return BacksOff(state, task, due, now);
        if (task.Desired >= DesiredState.Shutdown)
            return Stops(state, task);
        if (task.Desired == DesiredState.Ready)
            return Waits(state, task);
        if (task.State < TaskState.Assigned)
            return ("A node is being picked for it.", null);
        return task.State < TaskState.Running ? OnItsWay(state, task) : Runs(state, task);
    }

    private static (string, string?) Ended(Snapshot state, ServiceTask task)
    {
        var successor = state.TasksOf(task.ServiceId).LastOrDefault(t => t.IsLive && t.Slot == task.Slot && (t.Slot > 0 || t.NodeId == task.NodeId));
        var next = successor is null ? "Nothing took its slot." : $"Task {successor.Id.Value.Shown} took its slot and is {successor.State.Word()}.";
        return task.State is TaskState.Failed or TaskState.Rejected || task.Observed.FailedItsCheck
            ? ($"It failed: {Sentence(task.Observed.Reason)} {next}", ExitAdvice.For(state, task))
            : ($"It ended: {Sentence(task.Observed.Message)} {next}", null);
    }

    private static (string, string?) BacksOff(Snapshot state, ServiceTask task, DateTimeOffset due, DateTimeOffset now)
    {
        var last = TaskFacts.Predecessor(state, task);
        var why = last is null ? "its predecessor failed" : $"its predecessor ended: {Sentence(last.Observed.Reason)}";
        var wait = Math.Ceiling((due - now).TotalSeconds);
        return ($"It restarts in {wait:0} s (restart {task.RestartCount} in a row), since {why}", last is null ? null : ExitAdvice.For(state, last));
    }

    private static (string, string?) Stops(Snapshot state, ServiceTask task) => task.Observed.FailedItsCheck
        ? ($"{Sentence(task.Observed.Reason)} It was asked to stop for that and has not ended yet.", ExitAdvice.For(state, task))
        : ("It was asked to stop and has not ended yet.", null);

    private static (string, string?) Waits(Snapshot state, ServiceTask task)
    {
        if (state.Find(task.ServiceId) is { } service && Dependencies.Waiting(state, service) is { } waiting)
        {
            var blocking = service.Spec.DependsOn.Select(d => d.Service).FirstOrDefault(d => waiting.Contains(d, StringComparison.Ordinal));
            return ($"It is {waiting}.", blocking is null ? null : $"See what holds that up: gantry explain {task.Stack}_{blocking}");
        }

        var old = state.TasksOf(task.ServiceId).FirstOrDefault(t => t.Id != task.Id && t.Slot == task.Slot && !t.HasEnded);
        return old is null
            ? ("It is being made ready.", null)
            : ($"It waits for its predecessor {old.Id.Value.Shown} to end, so that the slot never has two.", null);
    }

    private static (string, string?) OnItsWay(Snapshot state, ServiceTask task)
    {
        var node = task.NodeId is { } id ? state.Find(id) : null;
        if (node is not { State: NodeState.Ready })
            return ($"Its node {node?.Name ?? "is gone"} does not answer.", "See why: gantry node ls");
        if (task.Observed.PullingSince is { } since)
            return ($"Node {node.Name} pulls its image since {since:HH:mm:ss} UTC: {Sentence(task.Observed.Message)}", PullAdvice.For(state, task, node));
        return ($"Node {node.Name} has it since {task.Observed.At:HH:mm:ss} UTC: {Sentence(task.Observed.Message)}", null);
    }

    private static (string, string?) Runs(Snapshot state, ServiceTask task) => task.Observed.Health switch
    {
        TaskHealth.Healthy => ("It is in service: its health check passes.", null),
        TaskHealth.None => ("It is in service; it has no health check.", null),
        TaskHealth.Starting => NotHealthyYet(state, task),
        TaskHealth.Unhealthy => ($"It runs and is about to be replaced. {Sentence(task.Observed.Reason)}", HealthAdvice.For(state, task)),
        TaskHealth.Unrecognized => ("It runs; its health is not known to this version.", null),
        _ => throw new ArgumentOutOfRangeException(nameof(task), task.Observed.Health, "No such health."),
    };

    private static (string, string?) NotHealthyYet(Snapshot state, ServiceTask task)
    {
        if (task.Observed.HealthWords is { } words)
            return ($"It runs, and its health check has not passed yet: {Sentence(words)}", HealthAdvice.For(state, task));
        return TaskFacts.Predecessor(state, task) is { } last && last.Observed.FailedItsCheck
            ? ($"It runs, and its health check has not passed yet. Its predecessor ended: {Sentence(last.Observed.Reason)}", HealthAdvice.For(state, task))
            : ("It runs, and its health check has not passed yet.", null);
    }

    internal static string Sentence(string message) => message.Length == 0 ? "nothing is known of the reason." : message.TrimEnd('.') + ".";
}
