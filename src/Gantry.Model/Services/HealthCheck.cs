namespace Gantry.Model.Services;

/// <summary>The engine's health check. Null fields inherit the image's.</summary>
/// <param name="Test">First word <c>CMD</c>, <c>CMD-SHELL</c> or <c>NONE</c>; empty inherits the image's.</param>
/// <param name="Interval">At least 1 ms, as every duration here.</param>
public sealed record HealthCheck(
    IReadOnlyList<string> Test,
    TimeSpan? Interval = null,
    TimeSpan? Timeout = null,
    TimeSpan? StartPeriod = null,
    TimeSpan? StartInterval = null,
    int? Retries = null);
