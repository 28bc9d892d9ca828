namespace Gantry.Worker.Docker.Simulated;

/// <summary>What a simulated command returned, and wrote to its standard output.</summary>
internal sealed record SimulatedOutcome(int ExitCode, string Output);
