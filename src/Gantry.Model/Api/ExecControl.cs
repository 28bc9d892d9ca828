namespace Gantry.Model.Api;

/// <summary>
/// Control message of an exec stream. From the client: a start, a resize, or the end of stdin.
/// From the server: the exit code, or why there is none.
/// </summary>
public sealed record ExecControl(
    ExecRequest? Start = null,
    int? Rows = null,
    int? Columns = null,
    bool StdinEnded = false,
    int? ExitCode = null,
    string? Error = null);
