using System.Net;

namespace Gantry.Model.Networks;

/// <summary>Rules about the address range that a node has of a network.</summary>
public static class NetworkRange
{
    /// <summary>The first address of the range is the bridge's: the containers' gateway, and where our DNS answers.</summary>
    public static IPAddress GatewayOf(IPNetwork range)
    {
        var bytes = range.BaseAddress.GetAddressBytes();
        bytes[^1]++;
        return new IPAddress(bytes);
    }
}
