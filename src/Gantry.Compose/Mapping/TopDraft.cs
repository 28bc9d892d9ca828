namespace Gantry.Compose.Mapping;

/// <summary>The sections of a file.</summary>
internal sealed class TopDraft
{
    public Value? Services { get; set; }

    public Value? Networks { get; set; }

    public Value? Volumes { get; set; }

    public Value? Secrets { get; set; }

    public Value? Configs { get; set; }
}
