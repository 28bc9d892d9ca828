using System.Net.NetworkInformation;

namespace Gantry.Worker.Networking;

/// <summary>Where the machine can be reached, as its interfaces have it.</summary>
internal static class OwnAddresses
{
    // What engines make: an interface a container, and a bridge a network.
    private static readonly string[] Made = ["docker", "br-", "veth"];

    /// <summary>In order, without those that are valid on one link alone.</summary>
    public static IReadOnlyList<string> Read() =>
    [
        .. from network in NetworkInterface.GetAllNetworkInterfaces()
           where network is { OperationalStatus: OperationalStatus.Up or OperationalStatus.Unknown, NetworkInterfaceType: not NetworkInterfaceType.Loopback }
           where !Made.Any(prefix => network.Name.StartsWith(prefix, StringComparison.Ordinal))
           from address in network.GetIPProperties().UnicastAddresses
           where !address.Address.IsIPv6LinkLocal
           orderby network.Name, $"{address.Address}"
           select $"{address.Address}",
    ];
}
