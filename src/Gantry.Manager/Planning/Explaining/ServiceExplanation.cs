using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Explaining;

/// <summary>Why a service is as it is: its own state, else that of the task that is worst off. Pure.</summary>
internal static class ServiceExplanation
{
    /// <returns>The task that the last log lines should come from, too; null when there is none.</returns>
    public static (Explanation Explanation, ServiceTask? Task) Of(Snapshot state, Service service, DateTimeOffset now)
    {
        var tasks = state.TasksOf(service.Id).ToList();
        if (service.IsHalted)
            return Halted(state, service, tasks, now);
        if (service.IsRemoved)
            return (Plain(service, "removing", $"It is being removed: {tasks.Count(t => !t.HasEnded)} tasks have not ended yet."), null);
        if (service.IsStopped)
            return (Plain(service, "stopped", "It was stopped with its stack.") with { Fix = $"Start it: gantry stack start {service.Stack}" }, null);

        var live = tasks.Where(t => t.IsLive).ToList();
        var inService = live.Count(t => t.IsInService);
        if (Worst(live) is { } worst)
        {
            var task = TaskExplanation.Of(state, worst, now);
            var summary = $"{inService} of {live.Count} tasks are in service. {worst.Name}: {task.Summary}";
            var logsOf = worst.State >= TaskState.Starting ? worst : TaskFacts.Predecessor(state, worst);
            return (task with { Subject = service.FullName, State = "degraded", Summary = summary }, logsOf);
        }

        if (HeldPorts.ReasonOf(state, service) is { } held)
            return (PortHeld(service, inService, held), null);
        return NothingLive(state, service, tasks, live.Count, now);
    }

    private static Explanation PortHeld(Service service, int inService, string held) =>
        Plain(service, "degraded", $"{(inService == 1 ? "1 task is" : $"{inService} tasks are")} in service, but {held}. It was there first, so nothing is published there.") with
        {
            Fix = "End that process or let it listen elsewhere, and the port is published within seconds; or publish another port.",
        };

    private static (Explanation, ServiceTask?) Halted(Snapshot state, Service service, List<ServiceTask> tasks, DateTimeOffset now)
    {
        var failed = tasks.LastOrDefault(t => t.Revision == service.Revision && (t.State is TaskState.Failed or TaskState.Rejected || t.Observed.FailedItsCheck));
        // One that never ran has no exit, and why it did not is the halt's reason.
        var hasRun = failed?.Observed.ContainerId is not null;
        var old = tasks.Count(t => t.IsLive && t.Revision != service.Revision);
        var kept = old switch
        {
            0 => "no task of the revision before is left",
            1 => "1 task of the revision before keeps running",
            _ => $"{old} tasks of the revision before keep running",
        };
        var explanation = Plain(service, "halted", $"Its update stopped, and {kept}. {TaskExplanation.Sentence(service.HaltReason ?? "")}") with
        {
            Facts = failed is null ? [] : [.. TaskFacts.Of(state, failed, now).Where(f => hasRun || f.Name != TaskFacts.LastExit)],
            Fix = failed is null ? $"Correct the file and deploy again, or try once more: gantry service update --force {service.FullName}" : ExitAdvice.For(state, failed),
        };
        return (explanation, failed);
    }

    private static (Explanation, ServiceTask?) NothingLive(Snapshot state, Service service, List<ServiceTask> tasks, int live, DateTimeOffset now)
    {
        if (live > 0)
        {
            var warnings = tasks.Where(t => t.IsLive).SelectMany(t => t.Observed.EngineWarnings).Distinct();
            return (Plain(service, "running", live == 1 ? "Its task is in service." : $"All {live} tasks are in service.") with
            {
                Facts = [.. warnings.Select(w => new ExplainedFact(TaskFacts.EngineWarning, w))],
            }, null);
        }

        if (tasks.MaxBy(t => (t.EndedAt ?? t.CreatedAt, t.RestartCount)) is not { } last)
            return (Plain(service, "running", service.Spec.Mode == ServiceMode.Global ? "No node fits it." : "It wants no replicas."), null);
        if (service.WantedReplicas == 0 && service.Spec.Mode == ServiceMode.Replicated)
            return (Plain(service, "running", "It wants no replicas."), null);

        var explained = TaskExplanation.Of(state, last, now);
        return (explained with { Subject = service.FullName, Summary = $"No task of it runs. {last.Name}: {explained.Summary}" }, last);
    }

    // What cannot even begin comes first, then what keeps failing, then what is still on its way.
    private static ServiceTask? Worst(List<ServiceTask> live) =>
        live.Where(t => !t.IsInService)
            .OrderBy(t => t.Observed.Health == TaskHealth.Unhealthy ? 0 : 1)
            .ThenByDescending(t => t.RestartCount)
            .ThenBy(t => t.State)
            .ThenBy(t => t.Slot)
            .FirstOrDefault();

    private static Explanation Plain(Service service, string word, string summary) =>
        new(service.FullName, word, summary, [], [], [], null);
}
