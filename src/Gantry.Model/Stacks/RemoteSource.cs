namespace Gantry.Model.Stacks;

/// <summary>Paths of compose files that are none: what compose and docker would fetch over a network.</summary>
public static class RemoteSource
{
    public static bool Is(string path) =>
        path.Contains("://", StringComparison.Ordinal)
        || path.StartsWith("git@", StringComparison.Ordinal)
        || path.StartsWith("github.com/", StringComparison.Ordinal);
}
