namespace Gantry.Worker.Docker.Wire;

internal sealed record Ulimit(string Name, long Soft, long Hard);
