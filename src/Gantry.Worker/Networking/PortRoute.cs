using System.Net;

namespace Gantry.Worker.Networking;

/// <summary>One published port of this node and who answers on it.</summary>
/// <param name="HostIp">The only address of the host that answers, or null for all of them.</param>
/// <param name="Backends">In service on this node. None: connections are refused at once.</param>
internal sealed record PortRoute(IPAddress? HostIp, int Port, PortProtocol Protocol, IReadOnlyList<IPEndPoint> Backends)
{
    public RoutedPort Key => new(HostIp, Port, Protocol);
}
