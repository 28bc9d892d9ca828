namespace Gantry.Compose.Mapping;

/// <summary>One item of <c>volumes</c> while its keys are read.</summary>
internal sealed class MountDraft
{
    public string? Type { get; set; }

    public string? Source { get; set; }

    public string? Target { get; set; }

    public bool ReadOnly { get; set; }

    public bool CreateHostPath { get; set; } = true;

    public string? Propagation { get; set; }

    public string? SeLinux { get; set; }

    public string? Recursive { get; set; }

    public string? Subpath { get; set; }

    public Value? Labels { get; set; }

    public bool NoCopy { get; set; }

    public long SizeBytes { get; set; }

    public int Mode { get; set; }

    /// <summary>The sections that were given, by the type that they belong to.</summary>
    public List<Value> Sections { get; } = [];
}
