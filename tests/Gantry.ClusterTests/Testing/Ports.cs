using System.Net;
using System.Net.Sockets;

namespace Gantry.ClusterTests.Testing;

/// <summary>TCP ports that nobody on this machine listens on.</summary>
internal static class Ports
{
    /// <returns>As many different ones as asked for: all are held until the last is known.</returns>
    public static IReadOnlyList<int> Free(int count)
    {
        var holders = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        holders.ForEach(h => h.Start());
        List<int> ports = [.. holders.Select(h => ((IPEndPoint)h.LocalEndpoint).Port)];
        holders.ForEach(h => h.Dispose());
        return ports;
    }

    public static int Free() => Free(1)[0];
}
