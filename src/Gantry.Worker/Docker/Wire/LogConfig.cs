namespace Gantry.Worker.Docker.Wire;

internal sealed record LogConfig(string Type, IReadOnlyDictionary<string, string>? Config = null);
