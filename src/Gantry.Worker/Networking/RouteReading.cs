using System.Net;
using System.Net.Sockets;
using Gantry.Model.Wire;

namespace Gantry.Worker.Networking;

/// <summary>
/// From what the manager says to what the kernel can do. A route that cannot be is left out and named: one mistake in
/// one file must not cost every other service its port. Pure.
/// </summary>
/// <param name="Problems">One sentence for each route that was left out.</param>
internal sealed record RouteReading(PortRouteSet Routes, IReadOnlyList<string> Problems)
{
    public static RouteReading Of(IReadOnlyList<AssignedRoute> routes, IReadOnlyList<AssignedNetwork> networks)
    {
        var read = new List<PortRoute>();
        var owners = new Dictionary<(IPAddress?, int, PortProtocol), AssignedRoute>();
        var problems = new List<string>();
        foreach (var route in routes)
        {
            if (Problem(route) is { } problem)
            {
                problems.Add($"Port {route.Published}/{route.Protocol} of {route.Stack}_{route.Service} is not published: {problem}");
                continue;
            }

            var next = new PortRoute(HostIp(route), route.Published, Protocol(route.Protocol) ?? default, Backends(route));
            if (owners.TryAdd((next.HostIp, next.Port, next.Protocol), route))
                read.Add(next);
            else
                Merge(next, route);
        }

        List<IPNetwork> subnets = [];
        foreach (var network in networks)
        {
            if (IPNetwork.TryParse(network.Subnet, out var subnet) && subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork)
                subnets.Add(subnet);
        }

        return new RouteReading(new PortRouteSet(read, subnets), problems);

        // Two lines of one service may mean the same port ("80:80" and "0.0.0.0:80:80"): the same containers answer.
        void Merge(PortRoute next, AssignedRoute route)
        {
            var owner = owners[(next.HostIp, next.Port, next.Protocol)];
            if ((owner.Stack, owner.Service) != (route.Stack, route.Service))
            {
                problems.Add($"Port {route.Published}/{route.Protocol} of {route.Stack}_{route.Service} is not published: "
                    + $"{owner.Stack}_{owner.Service} has it. Choose another.");
                return;
            }

            var index = read.FindIndex(r => (r.HostIp, r.Port, r.Protocol).Equals((next.HostIp, next.Port, next.Protocol)));
            read[index] = read[index] with { Backends = [.. read[index].Backends.Union(next.Backends)] };
        }
    }

    private static string? Problem(AssignedRoute route)
    {
        if (Protocol(route.Protocol) is null)
            return $"'{route.Protocol}' is no protocol for a port. Use tcp, udp or sctp.";
        if (route.Published is < 1 or > 65535)
            return "ports go from 1 to 65535.";
        if (string.IsNullOrEmpty(route.HostIp))
            return null;
        if (!IPAddress.TryParse(route.HostIp, out var address))
            return $"'{route.HostIp}' is no address of a host. Write an IPv4 address of this machine, or none.";
        return IsEvery(address) || address.AddressFamily == AddressFamily.InterNetwork
            ? null
            : $"{address} is an IPv6 address, and container networks are IPv4. Write an IPv4 address of this machine, or none.";
    }

    private static IPAddress? HostIp(AssignedRoute route) =>
        IPAddress.TryParse(route.HostIp, out var address) && !IsEvery(address) ? address : null;

    private static bool IsEvery(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    // An address that cannot be read answers nobody; the others of the service do.
    private static List<IPEndPoint> Backends(AssignedRoute route) =>
    [
        .. from backend in route.Backends
           let address = IPAddress.TryParse(backend.Address, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetwork ? parsed : null
           where address is not null && backend.Port is >= 1 and <= 65535
           select new IPEndPoint(address, backend.Port),
    ];

    private static PortProtocol? Protocol(string protocol) => protocol switch
    {
        "tcp" => PortProtocol.Tcp,
        "udp" => PortProtocol.Udp,
        "sctp" => PortProtocol.Sctp,
        _ => null,
    };
}
