namespace Gantry.Worker.Docker;

/// <summary>What is asked of the engine, for messages: an operation and the object it is about.</summary>
/// <param name="Operation">A verb and a noun: <c>create container</c>.</param>
internal readonly record struct EngineCall(string Operation, string? Target = null);
