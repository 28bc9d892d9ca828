using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Gantry.Doctor;

/// <summary>How large packets may be. The kernel is asked by a socket: /sys shows the network that it was mounted in, which need not be this one.</summary>
internal static partial class LinkProbe
{
    private const nuint GetMtu = 0x8921;
    private const int NameRoom = 16;

    /// <summary>A struct ifreq: the name, then a union.</summary>
    private const int RequestRoom = 40;

    /// <returns>Null: there is no default route.</returns>
    public static LinkFacts? Read(string? bridge)
    {
        if (DefaultLink() is not { } link || MtuOf(link) is not { } mtu)
            return null;
        return bridge is not null && MtuOf(bridge) is { } inside ? new LinkFacts(link, mtu, bridge, inside) : new LinkFacts(link, mtu, null, 0);
    }

    private static string? DefaultLink() => File.ReadLines("/proc/net/route").Skip(1)
        .Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Where(w => w is [_, "00000000", _, _, _, _, _, "00000000", ..])
        .OrderBy(w => int.Parse(w[6], CultureInfo.InvariantCulture))
        .Select(w => w[0])
        .FirstOrDefault();

    private static unsafe int? MtuOf(string link)
    {
        Span<byte> request = stackalloc byte[RequestRoom];
        request.Clear();
        if (Encoding.UTF8.GetByteCount(link) >= NameRoom)
            return null;
        Encoding.UTF8.GetBytes(link, request);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        fixed (byte* asked = request)
        {
            if (Ask((int)socket.Handle, GetMtu, asked) != 0)
                return null;
        }

        return BinaryPrimitives.ReadInt32LittleEndian(request[NameRoom..]);
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static unsafe partial int Ask(int descriptor, nuint request, byte* argument);
}
