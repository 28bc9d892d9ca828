using System.Net;
using System.Net.Sockets;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Worker.Networking;

/// <summary>
/// From what the manager says to what the kernel can do. A route that cannot be is left out and named: one mistake in
/// one file must not cost every other service its port. Pure.
/// </summary>
/// <param name="Problems">One sentence for each route that was left out.</param>
/// <param name="Held">Those of them that are left to a process of this machine.</param>
internal sealed record RouteReading(PortRouteSet Routes, IReadOnlyList<string> Problems, IReadOnlyList<HeldPort> Held)
{
    /// <param name="holderOf">Whose port it is already; null when it is free or ours.</param>
    public static RouteReading Of(
        IReadOnlyList<AssignedRoute> routes, IReadOnlyList<AssignedNetwork> networks, Func<PortRoute, string?> holderOf)
    {
        var read = new List<PortRoute>();
        var owners = new Dictionary<RoutedPort, AssignedRoute>();
        var problems = new List<string>();
        var held = new List<HeldPort>();
        foreach (var route in routes)
        {
            if (Problem(route) is { } problem)
            {
                problems.Add($"Port {route.Published}/{route.Protocol} of {route.Stack}_{route.Service} is not published: {problem}");
                continue;
            }

            var next = new PortRoute(HostIp(route), route.Published, Protocol(route.Protocol) ?? default, Backends(route));
            if (!owners.TryAdd(next.Key, route))
                Merge(next, route);
            else if (holderOf(next) is { } holder)
                Leave(route, holder);
            else
                read.Add(next);
        }

        List<IPNetwork> subnets = [];
        foreach (var network in networks)
        {
            if (IPNetwork.TryParse(network.Subnet, out var subnet) && subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork)
                subnets.Add(subnet);
        }

        return new RouteReading(new PortRouteSet(read, subnets), problems, held);

        // Who came first keeps it: a route would take the process's traffic away without a word to it.
        void Leave(AssignedRoute route, string holder)
        {
            held.Add(new HeldPort(route.Stack, route.Service, route.Published, route.Protocol, holder));
            problems.Add($"Port {route.Published}/{route.Protocol} of {route.Stack}_{route.Service} is not published: it is held by {holder}. "
                + "It is published once that process lets go of it; or choose another port.");
        }

        // Two lines of one service may mean the same port ("80:80" and "0.0.0.0:80:80"): the same containers answer.
        void Merge(PortRoute next, AssignedRoute route)
        {
            var owner = owners[next.Key];
            if ((owner.Stack, owner.Service) != (route.Stack, route.Service))
            {
                problems.Add($"Port {route.Published}/{route.Protocol} of {route.Stack}_{route.Service} is not published: "
                    + $"{owner.Stack}_{owner.Service} has it. Choose another.");
                return;
            }

            // None is read when the port is held.
            if (read.FindIndex(r => r.Key == next.Key) is >= 0 and var index)
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
