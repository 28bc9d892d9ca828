namespace Gantry.Worker.Docker.Wire;

/// <summary>Drivers that the engine has, by kind.</summary>
internal sealed record EnginePlugins(
    IReadOnlyList<string>? Volume,
    IReadOnlyList<string>? Network,
    IReadOnlyList<string>? Log);
