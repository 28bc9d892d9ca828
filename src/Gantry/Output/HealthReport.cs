namespace Gantry.Output;

internal sealed record HealthReport(bool IsHealthy, string Source, string? Problem);
