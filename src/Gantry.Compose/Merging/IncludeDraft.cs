namespace Gantry.Compose.Merging;

/// <summary>One item of <c>include</c>.</summary>
internal sealed class IncludeDraft
{
    public IReadOnlyList<string> Paths { get; set; } = [];

    public string? ProjectDirectory { get; set; }

    public IReadOnlyList<string> EnvFiles { get; set; } = [];
}
