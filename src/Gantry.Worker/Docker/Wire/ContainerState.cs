using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

internal sealed record ContainerState
{
    /// <summary><c>created running paused restarting removing exited dead</c>.</summary>
    public required string Status { get; init; }

    public bool Running { get; init; }

    public bool Paused { get; init; }

    public bool Restarting { get; init; }

    public bool Dead { get; init; }

    [JsonPropertyName("OOMKilled")]
    public bool OomKilled { get; init; }

    /// <summary>0 while it does not run.</summary>
    public int Pid { get; init; }

    public int ExitCode { get; init; }

    /// <summary>Why the last start failed; empty when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The year 1 when it never started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The year 1 when it never ended.</summary>
    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>Null without a health check.</summary>
    public ContainerHealth? Health { get; init; }
}
