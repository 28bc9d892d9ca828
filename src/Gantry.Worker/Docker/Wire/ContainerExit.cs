using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <summary>The end of a container's process.</summary>
/// <param name="Error">Set when the engine could not wait.</param>
internal sealed record ContainerExit([property: JsonPropertyName("StatusCode")] int ExitCode, EngineError? Error = null);
