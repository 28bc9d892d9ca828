using System.Net;
using System.Net.NetworkInformation;

namespace Gantry.Worker.Networking;

/// <summary>The interfaces of this host that carry container subnets, and the two kernel settings that we need on them.</summary>
internal static class LocalBridges
{
    private const string Settings = "/proc/sys/net/ipv4/conf";
    private const string Interfaces = "/sys/class/net";

    /// <returns>A subnet whose bridge does not exist (yet) adds none.</returns>
    public static IReadOnlyList<ConnectedRange> In(IReadOnlyList<IPNetwork> subnets) =>
        [.. ConnectedRange.ReadAll().Where(c => subnets.Any(s => s.Contains(c.Range.BaseAddress)))];

    /// <returns>This host's address in a range; null when it has none.</returns>
    public static IPAddress? AddressIn(IPNetwork range) =>
        HostInterfaces.Select(AddressesOf).SelectMany(addresses => addresses).FirstOrDefault(range.Contains);

    /// <summary>Whether an address is one of this host's.</summary>
    public static bool IsLocal(IPAddress address) => IPAddress.IsLoopback(address)
        || HostInterfaces.Select(AddressesOf).Any(addresses => addresses.Contains(address));

    /// <summary>Whether the host may send packets from 127.0.0.1 over this bridge: that is how a published port answers
    /// on loopback. Does nothing when the bridge has gone.</summary>
    /// <returns>Whether it had to be changed.</returns>
    public static async Task<bool> SetRouteLocalnetAsync(string bridge, bool on, CancellationToken ct)
    {
        var file = Path.Combine(Settings, bridge, "route_localnet");
        return await SetAsync(file, on, "Published ports do not answer on 127.0.0.1 without it.", ct);
    }

    /// <returns>Folders of the bridge's ports, one for each container on it; none when it has gone.</returns>
    public static IReadOnlyList<string> PortsOf(string bridge)
    {
        var ports = Path.Combine(Interfaces, bridge, "brif");
        try
        {
            return Directory.GetFileSystemEntries(ports);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>
    /// Whether a container reaches itself through the node's own port. With bridge-nf-call-iptables the kernel sends a
    /// packet whose destination was translated to the same bridge on without leaving the bridge, and a bridge gives
    /// nothing back to the port that it came from unless the port is in this mode (measured here; kubelet does the same).
    /// </summary>
    /// <param name="port">Of <see cref="PortsOf"/>.</param>
    public static Task SetHairpinAsync(string port, bool on, CancellationToken ct) =>
        SetAsync(Path.Combine(port, "hairpin_mode"), on, "A container does not reach itself by a published port without it.", ct);

    private static List<IPAddress> AddressesOf(NetworkInterface nic) => [.. nic.GetIPProperties().UnicastAddresses.Select(a => a.Address)];

    private static async Task<bool> SetAsync(string file, bool on, string consequence, CancellationToken ct)
    {
        var value = on ? "1" : "0";
        try
        {
            if ((await File.ReadAllTextAsync(file, ct)).Trim() == value)
                return false;
            await File.WriteAllTextAsync(file, value, ct);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An interface may go at any moment, and its files with it, also between being opened and being written.
            if (!File.Exists(file))
                return false;
            throw new NetworkingException($"{file} cannot be set to {value}: {e.Message} {consequence}", e);
        }
    }
}
