namespace Gantry.Worker.Docker.Wire;

internal sealed record VolumeDriver(string? Name, IReadOnlyDictionary<string, string>? Options);
