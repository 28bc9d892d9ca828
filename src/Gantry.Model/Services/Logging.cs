namespace Gantry.Model.Services;

/// <summary>The engine's log driver and its options.</summary>
public sealed record Logging(string Driver, IReadOnlyDictionary<string, string> Options);
