namespace Gantry.Manager.Schedule.Filters;

/// <summary>What can refuse a node.</summary>
internal enum NodeFilter
{
    /// <summary>Down, or its engine does not answer.</summary>
    State,

    /// <summary>Paused or drained.</summary>
    Availability,
    Platform,
    Constraint,
    Cpu,
    Memory,
    Disk,
    Gpu,
    Generic,
    Replicas,
    Port,
    Volume,

    /// <summary>A service that must be there is not.</summary>
    Affinity,

    /// <summary>A service that must not be there is.</summary>
    AntiAffinity,
}
