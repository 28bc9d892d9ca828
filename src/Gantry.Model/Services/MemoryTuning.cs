namespace Gantry.Model.Services;

/// <summary>How the kernel treats a container's memory, beyond a plain limit. 0 and null: as the engine has it.</summary>
public sealed record MemoryTuning
{
    /// <summary>Memory and swap together; -1 is swap without bound.</summary>
    public long WithSwapBytes { get; init; }

    /// <summary>0 to 100, and 0 says something: do not swap.</summary>
    public int? Swappiness { get; init; }

    public bool OomKillDisable { get; init; }

    /// <summary>-1000 to 1000: the highest is killed first when the node has no memory left.</summary>
    public int OomScoreAdj { get; init; }
}
