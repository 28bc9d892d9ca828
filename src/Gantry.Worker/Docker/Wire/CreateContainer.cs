namespace Gantry.Worker.Docker.Wire;

/// <summary>The body of a container create call.</summary>
internal sealed record CreateContainer : ContainerConfig
{
    public HostConfig? HostConfig { get; init; }

    public NetworkingConfig? NetworkingConfig { get; init; }
}
