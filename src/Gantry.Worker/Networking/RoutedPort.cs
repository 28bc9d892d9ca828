using System.Net;

namespace Gantry.Worker.Networking;

/// <summary>What a route is known by: no two routes of a node have the same.</summary>
/// <param name="HostIp">Null is every address.</param>
internal readonly record struct RoutedPort(IPAddress? HostIp, int Port, PortProtocol Protocol);
