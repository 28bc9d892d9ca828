using System.Net;
using System.Net.NetworkInformation;

namespace Gantry.Worker.Networking;

/// <summary>The interfaces of this host that carry container subnets, and their one kernel setting that we need.</summary>
internal static class LocalBridges
{
    private const string Settings = "/proc/sys/net/ipv4/conf";

    /// <returns>Names, sorted. A subnet whose bridge does not exist (yet) adds none.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<IPNetwork> subnets) =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(nic => nic.GetIPProperties().UnicastAddresses.Any(a => subnets.Any(s => s.Contains(a.Address))))
            .Select(nic => nic.Name)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether the host may send packets from 127.0.0.1 over this bridge: that is how a published port answers
    /// on loopback. Does nothing when the bridge has gone.</summary>
    /// <returns>Whether it had to be changed.</returns>
    public static async Task<bool> SetRouteLocalnetAsync(string bridge, bool on, CancellationToken ct)
    {
        var file = Path.Combine(Settings, bridge, "route_localnet");
        var value = on ? "1" : "0";
        try
        {
            if ((await File.ReadAllTextAsync(file, ct)).Trim() == value)
                return false;
            await File.WriteAllTextAsync(file, value, ct);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NetworkingException(
                $"{file} cannot be set to {value}: {e.Message} Published ports do not answer on 127.0.0.1 without it.", e);
        }
    }
}
