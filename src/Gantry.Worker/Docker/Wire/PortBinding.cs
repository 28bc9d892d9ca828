namespace Gantry.Worker.Docker.Wire;

/// <param name="HostIp">Empty is every address.</param>
/// <param name="HostPort">One port, or empty for any free one.</param>
internal sealed record PortBinding(string? HostIp, string? HostPort);
