namespace Gantry.Model.Wire;

/// <summary>Which part of a task's output.</summary>
/// <param name="Tail">Only that many last lines; null is all.</param>
public sealed record LogsRange(bool Follow = false, DateTimeOffset? Since = null, DateTimeOffset? Until = null, int? Tail = null);
