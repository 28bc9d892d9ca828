namespace Gantry.Worker.Docker;

/// <summary>Which part of a container's log to read.</summary>
/// <param name="Since">Inclusive; null is from the beginning.</param>
/// <param name="Until">Null is to the end.</param>
/// <param name="Tail">Only that many last lines; null is all.</param>
/// <param name="Timestamps">Each line begins with its RFC 3339 time in nanoseconds and a space.</param>
internal sealed record LogsQuery(
    bool Follow = false,
    EngineTime? Since = null,
    EngineTime? Until = null,
    int? Tail = null,
    bool Timestamps = false,
    bool StandardOutput = true,
    bool StandardError = true);
