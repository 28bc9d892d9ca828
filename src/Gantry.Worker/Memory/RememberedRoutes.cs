using System.Net;
using Gantry.Model.Wire;
using Gantry.Worker.Dns;
using Gantry.Worker.Networking;

namespace Gantry.Worker.Memory;

/// <summary>Names and published ports as they are kept in the data folder.</summary>
internal sealed record RememberedRoutes(
    IReadOnlyList<AssignedNetwork> Networks, IReadOnlyList<AssignedRoute> Routes, IReadOnlyList<RememberedAsker> Askers)
{
    public static RememberedRoutes From(KnownRoutes known) => new(
        known.Networks,
        known.Routes,
        [.. known.Askers.Select(a => new RememberedAsker([.. a.Addresses.Select(address => $"{address}")], a.Networks, a.Servers.Count == 0 ? null : [.. a.Servers.Select(s => $"{s}")]))]);

    /// <exception cref="FormatException">An address or a range is none: the file was changed or is damaged.</exception>
    public KnownRoutes ToKnown()
    {
        foreach (var network in Networks)
        {
            if (network.Subnet is { } subnet && !IPNetwork.TryParse(subnet, out _))
                throw new FormatException($"'{subnet}' of network {network.Spec.Name} is no range.");
            if (network.Gateway is { } gateway)
                Address(gateway);
            foreach (var replica in (network.Services ?? []).SelectMany(s => s.Replicas))
                Address(replica.Address);
        }

        return new KnownRoutes(Networks, Routes, [.. Askers.Select(a => new Asker([.. a.Addresses.Select(Address)], a.Networks) { Servers = [.. (a.Servers ?? []).Select(Server)] })]);
    }

    private static IPEndPoint Server(string text) =>
        IPEndPoint.TryParse(text, out var server) ? server : throw new FormatException($"'{text}' is no server.");

    private static IPAddress Address(string text) =>
        IPAddress.TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is no address.");
}
