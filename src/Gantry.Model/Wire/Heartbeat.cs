namespace Gantry.Model.Wire;

/// <summary>A sign of life: at most 64 bytes as JSON, never stored.</summary>
/// <param name="Term">The leader's term that the worker last heard.</param>
/// <param name="Version">The version of the assignments that it follows.</param>
public sealed record Heartbeat(long Term, long Version);
