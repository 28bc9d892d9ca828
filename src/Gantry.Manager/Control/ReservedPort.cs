namespace Gantry.Manager.Control;

/// <summary>A port that this server listens on itself.</summary>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="HostIp">Null is every address.</param>
/// <param name="Use">For people, for example <c>the control API</c>.</param>
internal sealed record ReservedPort(int Port, string Protocol, string? HostIp, string Use);
