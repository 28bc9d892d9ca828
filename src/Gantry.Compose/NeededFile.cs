namespace Gantry.Compose;

/// <summary>A file that compose texts name.</summary>
/// <param name="Path">As the text names it, variables filled in: relative to the project folder.</param>
/// <param name="IsRequired">False: it may be missing.</param>
public sealed record NeededFile(string Path, bool IsRequired, NeededFileKind Kind);
