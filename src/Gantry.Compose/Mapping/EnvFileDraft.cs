namespace Gantry.Compose.Mapping;

/// <summary>One item of <c>env_file</c>.</summary>
internal sealed class EnvFileDraft
{
    public string? Path { get; set; }

    public bool IsRequired { get; set; } = true;

    public bool IsRaw { get; set; }
}
