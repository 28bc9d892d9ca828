using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gantry.Worker.Networking;

/// <summary>The kernel's UDP conversations, over netlink: the tool <c>conntrack</c> is installed almost nowhere.</summary>
internal static class UdpFlowTable
{
    private const int NetlinkFamily = 16;
    private const int RawCloseOnExec = 3 | 0x80000;
    private const int Netfilter = 12;
    private const int TimeoutMilliseconds = 2_000;

    // The kernel packs a dump into parts of 32 KB at most.
    private const int PartBytes = 65_536;

    /// <returns>How many flows were forgotten.</returns>
    /// <exception cref="NetworkingException">The kernel did not answer.</exception>
    public static int Forget(Func<UdpFlow, bool> isStale)
    {
        try
        {
            using var socket = Open();
            var stale = List(socket).Where(isStale).ToList();
            var buffer = new byte[PartBytes];
            foreach (var flow in stale)
            {
                socket.Send(ConntrackMessage.Forget(flow));

                // Acknowledged with "no such entry" when it ended by itself meanwhile: just as well.
                socket.Receive(buffer);
            }

            return stale.Count;
        }
        catch (SocketException e)
        {
            throw new NetworkingException(
                $"The kernel's UDP flows could not be read: {e.Message}. Clients may keep sending to replicas that are gone.", e);
        }
    }

    private static List<UdpFlow> List(Socket socket)
    {
        var flows = new List<UdpFlow>();
        var buffer = new byte[PartBytes];
        socket.Send(ConntrackMessage.DumpAll());
        while (true)
        {
            ReadOnlySpan<byte> part = buffer.AsSpan(0, socket.Receive(buffer));
            while (part.Length >= ConntrackMessage.HeaderBytes)
            {
                var length = (int)MemoryMarshal.Read<uint>(part);
                var type = MemoryMarshal.Read<ushort>(part[4..]);
                if (type is ConntrackMessage.Done or ConntrackMessage.Error || length > part.Length || length == 0)
                    return flows;
                if (ConntrackMessage.ReadFlow(part[..length]) is { } flow)
                    flows.Add(flow);
                part = part[Math.Min(part.Length, (length + 3) & ~3)..];
            }
        }
    }

    private static Socket Open()
    {
        // .NET knows the family not by name, but takes a socket of any.
        var descriptor = OpenSocket(NetlinkFamily, RawCloseOnExec, Netfilter);
        if (descriptor < 0)
            throw new NetworkingException($"socket(AF_NETLINK) failed with error {Marshal.GetLastPInvokeError()}.");
        return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)) { ReceiveTimeout = TimeoutMilliseconds };
    }

    [DllImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static extern int OpenSocket(int family, int type, int protocol);
}
