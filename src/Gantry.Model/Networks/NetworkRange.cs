using System.Net;

namespace Gantry.Model.Networks;

/// <summary>Rules about the address range that a node has of a network.</summary>
public static class NetworkRange
{
    /// <param name="written">Said by the engine of a network that is not ours, or by the file; null: neither says it.</param>
    public static IPAddress GatewayOf(IPNetwork range, string? written) =>
        written is null ? GatewayOf(range) : IPAddress.Parse(written);

    /// <param name="one">CIDR, as <paramref name="other"/>.</param>
    public static bool Overlap(string one, string other)
    {
        var (a, b) = (IPNetwork.Parse(one), IPNetwork.Parse(other));
        return a.Contains(b.BaseAddress) || b.Contains(a.BaseAddress);
    }

    /// <summary>The first address of the range is the bridge's: the containers' gateway, and where our DNS answers.</summary>
    public static IPAddress GatewayOf(IPNetwork range)
    {
        var bytes = range.BaseAddress.GetAddressBytes();
        bytes[^1]++;
        return new IPAddress(bytes);
    }
}
