using System.Net;

namespace Gantry.Worker.Networking;

/// <summary>One UDP conversation as the kernel's connection tracking remembers it.</summary>
/// <param name="Destination">Where the client sends.</param>
/// <param name="Answering">Who answers: the backend when it was translated, else the destination itself.</param>
/// <param name="Tuple">The kernel's own bytes for the client's direction; name the flow when it is deleted.</param>
internal sealed record UdpFlow(IPEndPoint Destination, IPEndPoint Answering, uint Mark, byte[] Tuple)
{
    /// <summary>
    /// Whether the flow goes another way than its next packet would if it were the first. A rule decides about first
    /// packets only and a UDP flow has no end but silence, so a client that keeps sending would keep the dead replica,
    /// or the nobody that it found before the port was published. Pure.
    /// </summary>
    /// <param name="isLocal">Whether an address is one of this host's.</param>
    public bool IsStale(PortRouteSet routes, Func<IPAddress, bool> isLocal)
    {
        var route = routes.Routes.Where(r => r.Protocol == PortProtocol.Udp && r.Port == Destination.Port)
            .OrderBy(r => r.HostIp is null)
            .FirstOrDefault(r => r.HostIp is null || r.HostIp.Equals(Destination.Address));

        // By subnet, because other servers on this machine write the same mark.
        if ((Mark & PortRouteScript.Mark) != 0)
            return routes.ContainerSubnets.Any(s => s.Contains(Answering.Address)) && route?.Backends.Contains(Answering) != true;
        return route is { Backends.Count: > 0 } && Answering.Equals(Destination) && isLocal(Destination.Address);
    }
}
