namespace Gantry.Compose.Mapping;

/// <summary>The sections of a file.</summary>
internal sealed class TopDraft
{
    public Value? Services { get; set; }

    public Value? Networks { get; set; }

    public Value? Volumes { get; set; }
}
