namespace Gantry.Worker.Docker.Mapping;

/// <summary>How far the engine's container is, as far as a task must tell.</summary>
internal enum ContainerPhase
{
    /// <summary>Made, never started, or its start failed.</summary>
    Created,
    Running,

    /// <summary>Its process has ended.</summary>
    Exited,
}
