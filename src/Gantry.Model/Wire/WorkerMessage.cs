namespace Gantry.Model.Wire;

/// <summary>What the manager sends down: exactly one member is set.</summary>
public sealed record WorkerMessage(Assignments? Assignments = null, StreamRequest? Stream = null);
