namespace Gantry.Worker.Docker.Wire;

/// <summary>All durations in nanoseconds; null or 0 inherits the image's, else the engine's default.</summary>
internal sealed record HealthcheckConfig
{
    /// <summary><c>["NONE"]</c>, <c>["CMD", args…]</c> or <c>["CMD-SHELL", text]</c>.</summary>
    public IReadOnlyList<string>? Test { get; init; }

    public long? Interval { get; init; }

    public long? Timeout { get; init; }

    public long? StartPeriod { get; init; }

    /// <summary>API 1.44.</summary>
    public long? StartInterval { get; init; }

    public int? Retries { get; init; }
}
