namespace Gantry.Worker.Docker.Wire;

internal sealed record TmpfsOptions
{
    public long? SizeBytes { get; init; }

    /// <summary>Permission bits as a plain number: 0o1777 is 1023.</summary>
    public int? Mode { get; init; }

    /// <summary>API 1.46: key, or key and value.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Options { get; init; }
}
