namespace Gantry.Model.Deployments;

/// <summary>The record of one change: who asked for it, how far it came, and why it failed.</summary>
/// <param name="Service">The one service that it changes; null for the whole stack.</param>
/// <param name="FromRevision">Stack revision before it; 0 for the first.</param>
public sealed record Deployment(
    DeploymentId Id,
    string Stack,
    string? Service,
    DeploymentKind Kind,
    int FromRevision,
    int ToRevision,
    DeploymentState State,
    string CreatedBy,
    DateTimeOffset CreatedAt)
{
    public IReadOnlyList<ServiceProgress> Services { get; init => field = value ?? []; } = [];

    /// <summary>What who asked for it said about it; null when they said nothing.</summary>
    public string? Message { get; init; }

    /// <summary>Why it failed or was superseded; null otherwise.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Overrides of <c>scale</c> and <c>update</c> that this deploy replaced by the file's values, for people.</summary>
    public IReadOnlyList<string> ReplacedOverrides { get; init => field = value ?? []; } = [];

    /// <summary>What engines took and will not do for tasks that it made, for people.</summary>
    public IReadOnlyList<string> EngineWarnings { get; init => field = value ?? []; } = [];
}
