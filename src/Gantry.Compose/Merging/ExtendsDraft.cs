namespace Gantry.Compose.Merging;

/// <summary>What <c>extends</c> names.</summary>
internal sealed class ExtendsDraft
{
    public string? Service { get; set; }

    public string? File { get; set; }
}
