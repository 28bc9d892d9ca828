namespace Gantry.Model.Services;

/// <summary>How the kernel shares the node's block devices with a container.</summary>
public sealed record BlockIo
{
    /// <summary>10 to 1000; 0 is the engine's default.</summary>
    public int Weight { get; init; }

    public IReadOnlyList<BlockIoWeight> WeightDevices { get; init => field = value ?? []; } = [];

    /// <summary>Bytes per second.</summary>
    public IReadOnlyList<BlockIoRate> ReadBytes { get; init => field = value ?? []; } = [];

    /// <summary>Operations per second.</summary>
    public IReadOnlyList<BlockIoRate> ReadOperations { get; init => field = value ?? []; } = [];

    /// <summary>Bytes per second.</summary>
    public IReadOnlyList<BlockIoRate> WriteBytes { get; init => field = value ?? []; } = [];

    /// <summary>Operations per second.</summary>
    public IReadOnlyList<BlockIoRate> WriteOperations { get; init => field = value ?? []; } = [];
}
