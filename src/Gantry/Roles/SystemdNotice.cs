using System.Net.Sockets;
using System.Text;

namespace Gantry.Roles;

/// <summary>Tells the service manager how far we are (sd_notify: one datagram to the socket that it named).</summary>
internal static class SystemdNotice
{
    public static async Task NotifyAsync(string state, Func<string, string?> variable)
    {
        if (variable("NOTIFY_SOCKET") is not { Length: > 0 } path)
            return;

        // A leading @ means the abstract namespace, whose names begin with a zero byte.
        var address = path[0] == '@' ? '\0' + path[1..] : path;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        await socket.SendToAsync(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address));
    }
}
