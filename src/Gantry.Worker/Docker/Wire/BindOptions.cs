namespace Gantry.Worker.Docker.Wire;

internal sealed record BindOptions
{
    public string? Propagation { get; init; }

    public bool? NonRecursive { get; init; }

    /// <summary>API 1.42: make the source when it is missing.</summary>
    public bool? CreateMountpoint { get; init; }

    /// <summary>API 1.44.</summary>
    public bool? ReadOnlyNonRecursive { get; init; }

    /// <summary>API 1.44.</summary>
    public bool? ReadOnlyForceRecursive { get; init; }
}
