using Gantry.Model.Tasks;
using Gantry.Worker.Docker.Mapping;

namespace Gantry.Worker.Tasks;

/// <summary>The one thing a worker does next for a task. A closed set: the constructor is private.</summary>
internal abstract record TaskStep
{
    private TaskStep() { }

    /// <summary>Image, networks, volumes, container.</summary>
    public sealed record Prepare : TaskStep;

    public sealed record Start : TaskStep;

    /// <summary>Stop signal, grace, kill.</summary>
    public sealed record Stop : TaskStep;

    /// <summary>Take the stopped container off the engine.</summary>
    public sealed record Remove : TaskStep;

    /// <summary>Nothing to do on the engine: say where the task stands.</summary>
    public sealed record Settle(TaskState State, string Message, bool IsContainerGone = false) : TaskStep;

    /// <summary>Pure, and safe to repeat: after a crash the worker asks again and gets the same answer.</summary>
    /// <param name="observed">The newest state that was reported.</param>
    /// <param name="container">Null: the engine has none.</param>
    public static TaskStep Next(DesiredState desired, TaskState observed, ContainerView? container)
    {
        if (observed.IsTerminal())
            return Ended(desired, observed, container);
        return desired <= DesiredState.Running ? Live(desired, observed, container) : Leaving(observed, container);
    }

    private static TaskStep Live(DesiredState desired, TaskState observed, ContainerView? container) => container switch
    {
        // It had a container once. A second one would run the payload twice: a new task takes the slot instead.
        null when observed >= TaskState.Ready =>
            new Settle(TaskState.Failed, "Its container was removed from the engine by someone else.", IsContainerGone: true),
        null => new Prepare(),
        { Phase: ContainerPhase.Created, Error: { } error } => new Settle(TaskState.Failed, $"It could not be started: {error}"),
        { Phase: ContainerPhase.Created } when desired == DesiredState.Ready && observed <= TaskState.Ready => new Settle(TaskState.Ready, "Ready to start."),
        { Phase: ContainerPhase.Created } => new Start(),
        { Phase: ContainerPhase.Running } => new Settle(TaskState.Running, "Running."),
        { ExitCode: 0 } => new Settle(TaskState.Complete, "Ended with exit code 0."),
        { OomKilled: true, ExitCode: var code } => new Settle(TaskState.Failed, $"Killed for using more memory than its limit (exit code {code})."),
        { ExitCode: var code } => new Settle(TaskState.Failed, $"Ended with exit code {code}."),
    };

    private static TaskStep Leaving(TaskState observed, ContainerView? container) => container switch
    {
        null => new Settle(
            TaskState.Shutdown, observed < TaskState.Running ? "Stopped before it started." : "Stopped.", IsContainerGone: true),
        { Phase: ContainerPhase.Running } => new Stop(),
        { Phase: ContainerPhase.Created } => new Remove(),
        { ExitCode: var code } => new Settle(TaskState.Shutdown, $"Stopped, exit code {code}."),
    };

    private static TaskStep Ended(DesiredState desired, TaskState observed, ContainerView? container) => container switch
    {
        null => new Settle(observed, "", IsContainerGone: true),
        // Somebody started a dead task's container by hand: states never move back, so it is stopped again.
        { Phase: ContainerPhase.Running } => new Stop(),
        _ when desired == DesiredState.Remove => new Remove(),
        _ => new Settle(observed, ""),
    };
}
