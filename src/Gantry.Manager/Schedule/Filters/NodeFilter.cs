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
    Replicas,
    Port,
    Volume,
}
