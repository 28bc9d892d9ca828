namespace Gantry.Output;

/// <param name="Fix">What to do next; null where nothing is wrong, or nothing is known.</param>
internal sealed record HealthReport(bool IsHealthy, string Source, string? Problem, string? Fix = null);
