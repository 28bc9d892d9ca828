namespace Gantry.Output;

/// <param name="Server">Null when no server answered in time; then <paramref name="Problem"/> says why.</param>
internal sealed record VersionReport(string Client, string? Server, string? Engine, string? Address, string? Problem);
