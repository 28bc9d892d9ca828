using System.Net.NetworkInformation;

namespace Gantry.Worker.Networking;

/// <summary>Where the machine can be reached, as its interfaces have it.</summary>
internal static class OwnAddresses
{
    // What engines make: an interface a container, and a bridge a network.
    private static readonly string[] Made = ["docker", "br-", "veth"];

    /// <summary>In order, without those that are valid on one link alone.</summary>
    /// <exception cref="NetworkingException">The interfaces cannot be read.</exception>
    public static IReadOnlyList<string> Read() => [.. HostInterfaces.Select(i => (i.Name, Addresses: Of(i))).OrderBy(i => i.Name, StringComparer.Ordinal).SelectMany(i => i.Addresses)];

    private static IReadOnlyList<string> Of(NetworkInterface network) =>
        network is { OperationalStatus: OperationalStatus.Up or OperationalStatus.Unknown, NetworkInterfaceType: not NetworkInterfaceType.Loopback }
        && !Made.Any(prefix => network.Name.StartsWith(prefix, StringComparison.Ordinal))
            ? [.. network.GetIPProperties().UnicastAddresses.Where(a => !a.Address.IsIPv6LinkLocal).Select(a => $"{a.Address}").Order(StringComparer.Ordinal)]
            : [];
}
