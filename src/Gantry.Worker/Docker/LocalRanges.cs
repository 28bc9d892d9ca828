using System.Net;
using System.Net.Sockets;
using Gantry.Worker.Docker.Wire;
using Gantry.Worker.Networking;

namespace Gantry.Worker.Docker;

/// <summary>Address ranges in use on this machine.</summary>
internal static class LocalRanges
{
    /// <exception cref="NetworkingException">The interfaces cannot be read.</exception>
    public static IReadOnlyList<string> OfInterfaces() =>
    [
        .. from addresses in HostInterfaces.Select(card => card.GetIPProperties().UnicastAddresses.ToList())
           from address in addresses
           where address.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address.Address)
           select RangeOf(address.Address, address.PrefixLength),
    ];

    public static IEnumerable<string> Ranges(this NetworkAddressing? addressing) =>
        (addressing?.Config ?? []).Select(c => c.Subnet).OfType<string>().Where(s => !s.Contains(':', StringComparison.Ordinal));

    public static bool HasRange(this NetworkAddressing? addressing, string subnet) => addressing.Ranges().Contains(subnet);

    private static string RangeOf(IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(prefixLength - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return $"{new IPAddress(bytes)}/{prefixLength}";
    }
}
