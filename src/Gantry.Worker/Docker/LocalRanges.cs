using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>Address ranges in use on this machine.</summary>
internal static class LocalRanges
{
    public static IEnumerable<string> OfInterfaces() =>
        from card in NetworkInterface.GetAllNetworkInterfaces()
        from address in card.GetIPProperties().UnicastAddresses
        where address.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address.Address)
        select RangeOf(address.Address, address.PrefixLength);

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
