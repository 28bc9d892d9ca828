namespace Gantry.Output;

/// <param name="Problem">Null when it is well.</param>
/// <param name="Fix">What to do about the problem.</param>
internal sealed record CheckItem(string Name, string? Detail, string? Problem = null, string? Fix = null);
