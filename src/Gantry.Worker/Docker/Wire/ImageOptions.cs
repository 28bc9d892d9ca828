namespace Gantry.Worker.Docker.Wire;

internal sealed record ImageOptions(string? Subpath);
