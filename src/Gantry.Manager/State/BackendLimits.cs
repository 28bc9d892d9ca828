namespace Gantry.Manager.State;

/// <summary>How much a backend takes in one commit.</summary>
/// <param name="Operations">Writes, expectations, and one for the events.</param>
/// <param name="Bytes">Of all encoded records. Null for a backend that keeps objects and encodes nothing.</param>
internal sealed record BackendLimits(int Operations, long? Bytes);
