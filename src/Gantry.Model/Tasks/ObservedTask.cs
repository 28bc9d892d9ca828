namespace Gantry.Model.Tasks;

/// <summary>What is known of a task's run. The manager writes it until the task has a node, its worker from then on.</summary>
/// <param name="At">The writer's clock: shown to people, never compared.</param>
/// <param name="Message">One sentence for people: what it waits for, or why it ended.</param>
public sealed record ObservedTask(TaskState State, DateTimeOffset At, string Message = "")
{
    public string? ContainerId { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When the pull began that it waits for, on the worker's clock; how far it is stands in the message. Null: it waits for none.</summary>
    public DateTimeOffset? PullingSince { get; init; }

    /// <summary>Null while it has not ended, or when nobody saw it end.</summary>
    public int? ExitCode { get; init; }

    public bool OomKilled { get; init; }

    public IReadOnlyList<TaskAddress> Addresses { get; init => field = value ?? []; } = [];

    public TaskHealth Health { get; init; }

    /// <summary>Output of the last failing health check, cut to 4 KB. Null when it never failed.</summary>
    public string? HealthOutput { get; init; }

    /// <summary>It has ended, and the engine holds nothing of it any more: its output cannot be read.</summary>
    public bool IsContainerGone { get; init; }

    /// <summary>The image that the container really runs: digest, or image id where the image came from no registry.</summary>
    public string? ImageIdentity { get; init; }

    /// <summary>What the engine said when it made the container: keys that it took and will not do, in its words.</summary>
    public IReadOnlyList<string> EngineWarnings { get; init => field = value ?? []; } = [];

    /// <summary>Whether both tell the same, whenever it was said.</summary>
    public bool SaysTheSameAs(ObservedTask other) =>
        this with { At = default, Addresses = [], EngineWarnings = [] } == other with { At = default, Addresses = [], EngineWarnings = [] }
        && Addresses.SequenceEqual(other.Addresses)
        && EngineWarnings.SequenceEqual(other.EngineWarnings);
}
