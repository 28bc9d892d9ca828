namespace Gantry.Model.Api;

/// <summary>First control message of an exec stream.</summary>
/// <param name="Rows">Of the terminal; 0 without one.</param>
public sealed record ExecRequest(
    IReadOnlyList<string> Command,
    bool Tty = false,
    bool Stdin = false,
    int Rows = 0,
    int Columns = 0,
    string? User = null,
    string? WorkingDir = null,
    IReadOnlyList<string>? Environment = null);
