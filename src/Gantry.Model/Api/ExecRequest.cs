namespace Gantry.Model.Api;

/// <summary>First control message of an exec stream.</summary>
/// <param name="Rows">Of the terminal; 0 without one.</param>
/// <param name="Environment">Each as <c>NAME=VALUE</c>.</param>
/// <param name="Detach">The answer comes as soon as it is started, and its exit code is 0.</param>
public sealed record ExecRequest(
    IReadOnlyList<string> Command,
    bool Tty = false,
    bool Stdin = false,
    int Rows = 0,
    int Columns = 0,
    string? User = null,
    string? WorkingDir = null,
    IReadOnlyList<string>? Environment = null,
    bool Detach = false);
