using System.Net;
using System.Net.Sockets;

namespace Gantry.Worker.Dns;

/// <summary>One listened-on address, UDP and TCP together: it is bound with both or not at all.</summary>
internal sealed class DnsSocket : IDisposable
{
    private const int SolSocket = 1;
    private const int SoReuseAddr = 2;
    private const int SolIp = 0;
    private const int IpFreebind = 15;
    private const int TcpBacklog = 64;

    // Of any free port for UDP, somebody may have the one for TCP.
    private const int MostAttempts = 20;

    private DnsSocket(Socket udp, Socket tcp)
    {
        Udp = udp;
        Tcp = tcp;
    }

    public Socket Udp { get; }

    public Socket Tcp { get; }

    /// <exception cref="SocketException">Somebody else has the port, or we may not bind it.</exception>
    public static DnsSocket Bind(IPEndPoint endpoint)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return BindOnce(endpoint);
            }
            catch (SocketException taken) when (endpoint.Port == 0 && taken.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < MostAttempts)
            {
                // Another one may do.
            }
        }
    }

    public void Dispose()
    {
        Udp.Dispose();
        Tcp.Dispose();
    }

    private static DnsSocket BindOnce(IPEndPoint endpoint)
    {
        var udp = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        var tcp = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // The bridge may not exist yet, and goes when its network is removed. A free bind holds through both, so
            // names work from a container's first moment; a retry would be late by its interval every time.
            Set(udp, SolIp, IpFreebind);
            Set(tcp, SolIp, IpFreebind);

            // A restart must not wait for connections of the last process in TIME_WAIT. Raw, because .NET's
            // ReuseAddress also sets SO_REUSEPORT, which would let two servers share a port in silence. UDP has no
            // TIME_WAIT, and SO_REUSEADDR would mean just that sharing there.
            Set(tcp, SolSocket, SoReuseAddr);
            udp.Bind(endpoint);
            tcp.Bind(udp.LocalEndPoint!);
            tcp.Listen(TcpBacklog);
            return new DnsSocket(udp, tcp);
        }
        catch
        {
            udp.Dispose();
            tcp.Dispose();
            throw;
        }
    }

    private static void Set(Socket socket, int level, int option) =>
        socket.SetRawSocketOption(level, option, BitConverter.GetBytes(1));
}
