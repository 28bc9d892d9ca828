using System.Net;
using System.Net.Sockets;
using Gantry.Model.Networks;
using Gantry.Worker.Docker.Wire;
using Gantry.Worker.Networking;

namespace Gantry.Worker.Docker;

/// <summary>What an external network has on this node: the range that somebody else gave it, and the address of its bridge.</summary>
/// <param name="Subnet">CIDR, IPv4.</param>
/// <param name="Gateway">Where our DNS answers on it.</param>
internal sealed record ExternalRange(string Subnet, string Gateway)
{
    private const string Bridge = "bridge";
    private const string WithoutAddress = "com.docker.network.bridge.inhibit_ipv4";

    /// <returns>Null when neither names nor published ports can work on it.</returns>
    public static ExternalRange? Of(NetworkDetails network)
    {
        if (Problem(network) is not null || PoolOf(network) is not var (range, pool))
            return null;

        // An engine 20.10 says the gateway only where a person chose it, and behind an ip_range it is not the first address.
        var gateway = ParseAddress(pool.Gateway) ?? LocalBridges.AddressIn(range) ?? NetworkRange.GatewayOf(range);
        return new ExternalRange($"{range}", $"{gateway}");
    }

    /// <returns>Why a task cannot be on it, for people; null when it can.</returns>
    public static string? Problem(NetworkDetails network)
    {
        const string Advice = "names and published ports need a bridge network with an IPv4 range";
        if (network.Driver != Bridge)
            return $"it is external and has the driver '{network.Driver}': {Advice}";
        if (PoolOf(network) is null)
            return $"it is external and has no IPv4 range: {Advice}";
        return network.Options.GetValueOrDefault(WithoutAddress) == "true"
            ? $"it is external and its bridge has no address ({WithoutAddress}): {Advice}"
            : null;
    }

    private static (IPNetwork Range, AddressPool Pool)? PoolOf(NetworkDetails network)
    {
        foreach (var pool in network.Addressing?.Config ?? [])
        {
            if (IPNetwork.TryParse(pool.Subnet, out var range) && range.BaseAddress.AddressFamily == AddressFamily.InterNetwork)
                return (range, pool);
        }

        return null;
    }

    // Some engines write it with the prefix of the range.
    private static IPAddress? ParseAddress(string? text) =>
        IPAddress.TryParse(text?.Split('/')[0], out var address) && address.AddressFamily == AddressFamily.InterNetwork ? address : null;
}
