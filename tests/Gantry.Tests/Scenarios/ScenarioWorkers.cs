using Gantry.Manager.Dispatch;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Scenarios;

/// <summary>
/// Workers without an engine. The image's name says what becomes of a task: <c>app</c> runs, <c>crash</c> ends with 1 as soon as
/// it runs, <c>job</c> ends with 0, <c>missing</c> cannot be pulled, the pull of <c>hanging</c> never ends, <c>limited</c> runs
/// without a limit that the engine leaves out, <c>checked</c> has a
/// health check that a scenario answers.
/// </summary>
/// <param name="answers">Whether a node can be heard, and hears.</param>
internal sealed class ScenarioWorkers(StateStore store, ManualTime time, Func<NodeId, bool> answers) : IDisposable
{
    private readonly StatusInbox _inbox = new(store, time, NullLogger<StatusInbox>.Instance);

    /// <summary>Every task goes one step towards what is wanted of it.</summary>
    public async Task StepAsync(CancellationToken ct)
    {
        foreach (var task in store.Current.Tasks.Where(t => t.NodeId is { } node && answers(node)).ToList())
        {
            if (Next(task) is { } observed)
                await ReportAsync(task, observed, ct);
        }
    }

    public async Task ExitAsync(string name, int code, CancellationToken ct)
    {
        var task = Running(name);
        var state = code == 0 ? TaskState.Complete : TaskState.Failed;
        await ReportAsync(task, Now(task, state, $"Ended with exit code {code}.") with { ExitCode = code }, ct);
    }

    public async Task SetHealthAsync(string name, TaskHealth health, string output, CancellationToken ct)
    {
        var task = Running(name);
        var said = output.Length > 0 ? output : task.Observed.HealthOutput;
        await ReportAsync(task, Now(task, TaskState.Running, "Running.") with { Health = health, HealthOutput = said }, ct);
    }

    public void Dispose() => _inbox.Dispose();

    private ServiceTask Running(string name) =>
        store.Current.TasksOf(store.Current.Tasks.First(t => t.Name == name).ServiceId).Last(t => t.Name == name && t.State == TaskState.Running);

    private async Task ReportAsync(ServiceTask task, ObservedTask observed, CancellationToken ct)
    {
        var node = task.NodeId ?? throw new InvalidOperationException($"{task.Name} has no node.");
        await store.UpdateAsync(tx => _inbox.Apply(tx, [(node, new TaskReport(task.Id, observed))]), ct);
    }

    private ObservedTask? Next(ServiceTask task)
    {
        var image = store.Current.FindRevision(task.ServiceId, task.Revision)?.Container.Image ?? "";
        if (task.HasEnded)
            return task is { Desired: DesiredState.Remove, Observed.IsContainerGone: false } ? task.Observed with { IsContainerGone = true } : null;
        if (task.Desired >= DesiredState.Shutdown)
            return Now(task, TaskState.Shutdown, "Stopped.");
        return (task.State, image) switch
        {
            ( < TaskState.Ready, "missing") => Now(task, TaskState.Failed, "The engine could not pull 'missing'."),
            (TaskState.Preparing, "hanging") => null,
            ( < TaskState.Ready, "hanging") => Now(task, TaskState.Preparing, "Pulling hanging.") with { PullingSince = time.GetUtcNow() },
            ( < TaskState.Ready, "limited") => Now(task, TaskState.Ready, "Ready to start.") with { EngineWarnings = ["Weight discarded."] },
            ( < TaskState.Ready, _) => Now(task, TaskState.Ready, "Ready to start."),
            (TaskState.Ready, _) when task.Desired == DesiredState.Ready => null,
            (TaskState.Ready, "checked") => Started(task) with { Health = TaskHealth.Starting },
            (TaskState.Ready, _) => Started(task),
            (TaskState.Running, "crash") => Now(task, TaskState.Failed, "Ended with exit code 1.") with { ExitCode = 1 },
            (TaskState.Running, "job") => Now(task, TaskState.Complete, "Ended with exit code 0.") with { ExitCode = 0 },
            _ => null,
        };
    }

    private ObservedTask Started(ServiceTask task) => Now(task, TaskState.Running, "Running.") with { StartedAt = time.GetUtcNow() };

    private ObservedTask Now(ServiceTask task, TaskState state, string message) =>
        task.Observed with { State = state, Message = message, At = time.GetUtcNow() };
}
