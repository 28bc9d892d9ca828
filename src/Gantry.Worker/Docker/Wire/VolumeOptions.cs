namespace Gantry.Worker.Docker.Wire;

internal sealed record VolumeOptions
{
    public bool? NoCopy { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public VolumeDriver? DriverConfig { get; init; }

    /// <summary>API 1.45.</summary>
    public string? Subpath { get; init; }
}
