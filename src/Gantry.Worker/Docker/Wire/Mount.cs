namespace Gantry.Worker.Docker.Wire;

/// <summary>A mount of a container that is to be created.</summary>
internal sealed record Mount
{
    /// <summary><c>bind</c>, <c>volume</c>, <c>tmpfs</c>, <c>npipe</c>, <c>cluster</c>, or (API 1.48) <c>image</c>.</summary>
    public required string Type { get; init; }

    /// <summary>A host path, a volume's name (null makes an anonymous one), an image.</summary>
    public string? Source { get; init; }

    public required string Target { get; init; }

    public bool? ReadOnly { get; init; }

    public string? Consistency { get; init; }

    public BindOptions? BindOptions { get; init; }

    public VolumeOptions? VolumeOptions { get; init; }

    public TmpfsOptions? TmpfsOptions { get; init; }

    /// <summary>API 1.48.</summary>
    public ImageOptions? ImageOptions { get; init; }
}
