using Gantry.Model.Tasks;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Mapping;

/// <summary>A task's container as the engine last showed it.</summary>
internal sealed record ContainerView(string Id, ContainerPhase Phase)
{
    private const int HealthOutputLimit = 4096;

    public int ExitCode { get; init; }

    public bool OomKilled { get; init; }

    /// <summary>Why its start failed; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>Of its first process on the host; 0 while it does not run.</summary>
    public int Pid { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public TaskHealth Health { get; init; }

    public string? HealthOutput { get; init; }

    public IReadOnlyList<TaskAddress> Addresses { get; init; } = [];

    public static ContainerView From(ContainerDetails details)
    {
        var state = details.State;
        var lastFailure = state.Health?.Log.LastOrDefault(check => check.ExitCode != 0)?.Output;
        return new ContainerView(details.Id, PhaseOf(state))
        {
            ExitCode = state.ExitCode,
            OomKilled = state.OomKilled,
            Error = string.IsNullOrEmpty(state.Error) ? null : state.Error,
            Pid = state.Pid,
            StartedAt = Moment(state.StartedAt),
            FinishedAt = Moment(state.FinishedAt),
            Health = HealthOf(state.Health?.Status),
            HealthOutput = lastFailure is { Length: > HealthOutputLimit } ? lastFailure[..HealthOutputLimit] : lastFailure,
            Addresses =
            [
                .. details.NetworkSettings.Networks
                    .Where(n => !string.IsNullOrEmpty(n.Value.IpAddress))
                    .OrderBy(n => n.Key, StringComparer.Ordinal)
                    .Select(n => new TaskAddress(n.Key, n.Value.IpAddress ?? "")),
            ],
        };
    }

    public static ContainerPhase PhaseOf(string status) => status switch
    {
        "created" => ContainerPhase.Created,
        "running" or "paused" or "restarting" => ContainerPhase.Running,
        _ => ContainerPhase.Exited,
    };

    private static ContainerPhase PhaseOf(ContainerState state) => state.Running ? ContainerPhase.Running : PhaseOf(state.Status);

    private static TaskHealth HealthOf(string? status) => status switch
    {
        "starting" => TaskHealth.Starting,
        "healthy" => TaskHealth.Healthy,
        "unhealthy" => TaskHealth.Unhealthy,
        _ => TaskHealth.None,
    };

    // The engine writes the year 1 for "never".
    private static DateTimeOffset? Moment(DateTimeOffset moment) => moment.Year == 1 ? null : moment;
}
