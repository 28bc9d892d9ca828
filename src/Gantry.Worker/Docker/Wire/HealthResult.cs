namespace Gantry.Worker.Docker.Wire;

internal sealed record HealthResult(DateTimeOffset Start, DateTimeOffset End, int ExitCode, string? Output);
