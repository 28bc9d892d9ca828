namespace Gantry.Model.Wire;

/// <summary>A published port of a service and the containers that may answer on this node.</summary>
/// <param name="HostIp">The only address that listens; null is every address.</param>
public sealed record AssignedRoute(
    string Stack,
    string Service,
    int Published,
    string Protocol,
    string? HostIp,
    IReadOnlyList<RouteBackend> Backends);
