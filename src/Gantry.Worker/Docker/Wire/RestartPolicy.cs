namespace Gantry.Worker.Docker.Wire;

internal sealed record RestartPolicy(string Name, int MaximumRetryCount = 0);
