using Gantry.Model.Deployments;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Model.Tasks;

/// <summary>One run of one replica. Named ServiceTask so that it never meets System.Threading.Tasks.Task.</summary>
/// <param name="Slot">1-based replica number; 0 for a global service, where the node is the slot.</param>
/// <param name="Revision">Which <see cref="ServiceRevision"/> it runs.</param>
/// <param name="Desired">Written by the manager alone; <paramref name="Observed"/> by the worker once there is a node.</param>
public sealed record ServiceTask(
    TaskId Id,
    ServiceId ServiceId,
    string Stack,
    string Service,
    int Slot,
    int Revision,
    NodeId? NodeId,
    DesiredState Desired,
    ObservedTask Observed,
    DateTimeOffset CreatedAt)
{
    /// <summary>What the scheduler holds for it on its node until it has ended.</summary>
    public Reservation Reservation { get; init => field = value ?? Reservation.None; } = Reservation.None;

    /// <summary>Which change made it; null when healing did.</summary>
    public DeploymentId? DeploymentId { get; init; }

    /// <summary>The scheduler places it not before this time: crash-loop back-off, clamped to the cap after a clock jump.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How many times this slot was refilled in a row since it last served for a minute.</summary>
    public int RestartCount { get; init; }

    /// <summary>When the manager saw it in service first, on the manager's clock.</summary>
    public DateTimeOffset? InServiceSince { get; init; }

    /// <summary>When the manager saw it end, on the manager's clock.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// Since when the manager does without it, its node being lost: another task may have its slot. Its process may still run;
    /// what its worker says of it counts as before. Null: it is counted on.
    /// </summary>
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>It is to go to a better node while it runs. Null: it stays.</summary>
    public TaskMove? Move { get; init; }

    public TaskState State => Observed.State;

    public bool HasEnded => Observed.State.IsTerminal();

    public bool IsLost => LostAt is not null;

    /// <summary>Nobody waits for it any more: it has ended, or its node is lost.</summary>
    public bool IsOver => HasEnded || IsLost;

    /// <summary>Meant to run, or to wait ready, and has not ended: it holds its slot.</summary>
    public bool IsLive => Desired <= DesiredState.Running && !IsOver;

    /// <summary>Waits for the scheduler, or for the time when it may be placed.</summary>
    public bool WantsNode => IsLive && State < TaskState.Assigned;

    /// <summary>Holds resources on its node: assigned, and its process may still be there.</summary>
    public bool HoldsResources => NodeId is not null && State >= TaskState.Assigned && !HasEnded;

    /// <summary>May be sent traffic.</summary>
    public bool IsInService =>
        IsLive && Observed.State == TaskState.Running && Observed.Health is (TaskHealth.None or TaskHealth.Healthy);

    /// <summary><c>stack_service.slot</c>, or <c>stack_service.node</c> for a global service.</summary>
    public string Name => Slot > 0 ? $"{Stack}_{Service}.{Slot}" : $"{Stack}_{Service}.{NodeId}";

    /// <summary>Of one that failed: which it is and why, for people.</summary>
    public string Failure => $"{Name} failed: {Observed.Reason}";
}
