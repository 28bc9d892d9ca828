namespace Gantry.Compose.Mapping;

/// <summary>A secret or config of a service while its keys are read.</summary>
internal sealed class GrantDraft
{
    public string? Source { get; set; }

    public string? Target { get; set; }

    public string? Uid { get; set; }

    public string? Gid { get; set; }

    public int? Mode { get; set; }
}
