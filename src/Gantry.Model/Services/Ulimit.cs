namespace Gantry.Model.Services;

/// <param name="Soft">-1 is unlimited, as <paramref name="Hard"/>.</param>
public sealed record Ulimit(string Name, long Soft, long Hard);
