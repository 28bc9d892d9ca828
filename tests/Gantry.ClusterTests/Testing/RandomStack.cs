namespace Gantry.ClusterTests.Testing;

/// <summary>Names that nobody else has on this engine: a run that was cut off leaves networks behind, and the next one goes on.</summary>
internal static class RandomStack
{
    public static string Named(string what) => $"{what}-{Path.GetRandomFileName()[..6]}";
}
