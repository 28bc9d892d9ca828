using System.Net;

namespace Gantry.Worker.Networking;

/// <summary>Everything that the kernel should route.</summary>
/// <param name="ContainerSubnets">Subnets of the container bridges of this node. A client from one of them is
/// masqueraded, because the answer would otherwise take a shorter way back; every other client keeps its address.</param>
internal sealed record PortRouteSet(IReadOnlyList<PortRoute> Routes, IReadOnlyList<IPNetwork> ContainerSubnets)
{
    public bool IsEmpty => Routes.Count == 0 && ContainerSubnets.Count == 0;
}
