namespace Gantry.ClusterTests.Testing;

/// <summary>The program under test: as built beside the tests, or the one that <c>GANTRY_BINARY</c> names, such as a published one.</summary>
internal static class GantryBinary
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("GANTRY_BINARY") is { Length: > 0 } named
        ? named
        : System.IO.Path.Combine(AppContext.BaseDirectory, "gantry");
}
