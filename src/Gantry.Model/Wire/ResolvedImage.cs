namespace Gantry.Model.Wire;

/// <summary>What a registry says that a tag means at this moment.</summary>
/// <param name="Digest"><c>sha256:…</c>; null when it could not be found out.</param>
/// <param name="Problem">Why not, for people.</param>
public sealed record ResolvedImage(string? Digest, string? Problem = null);
