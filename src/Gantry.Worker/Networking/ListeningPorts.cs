using System.Globalization;
using System.Net;

namespace Gantry.Worker.Networking;

/// <summary>The ports on which processes of this host listen, from one look at /proc/net. A route for such a port would
/// take the process's traffic away in silence. SCTP is not looked at: the kernel lists it in another form, and a host
/// that listens on it is not known to us.</summary>
internal sealed class ListeningPorts
{
    private const string TcpListening = "0A";

    // A UDP socket with no peer. One with a peer has state 01 and gets that peer's packets alone.
    private const string UdpBound = "07";

    private readonly string _proc;
    private readonly IReadOnlyList<Listener> _listeners;

    private ListeningPorts(string proc, IReadOnlyList<Listener> listeners)
    {
        _proc = proc;
        _listeners = listeners;
    }

    public static Task<ListeningPorts> ReadAsync(CancellationToken ct) => ReadAsync("/proc", ct);

    /// <param name="proc">Where the kernel's process files are.</param>
    public static async Task<ListeningPorts> ReadAsync(string proc, CancellationToken ct)
    {
        var listeners = new List<Listener>();
        foreach (var (file, protocol) in (IEnumerable<(string, PortProtocol)>)
            [("tcp", PortProtocol.Tcp), ("tcp6", PortProtocol.Tcp), ("udp", PortProtocol.Udp), ("udp6", PortProtocol.Udp)])
        {
            var path = Path.Combine(proc, "net", file);

            // A kernel without IPv6 has no tcp6.
            if (File.Exists(path))
                listeners.AddRange(Parse(await File.ReadAllLinesAsync(path, ct), protocol));
        }

        return new ListeningPorts(proc, listeners);
    }

    /// <param name="hostIp">Null for every address; then any listener on the port is in the way, as for bind(2).</param>
    /// <param name="except">Listeners that do not count, such as <c>DnsServer.Bound</c>.</param>
    /// <returns>Who has the port, as part of a sentence (<c>process nginx (pid 812) on 0.0.0.0:80</c>), or null.</returns>
    public string? HolderOf(
        IPAddress? hostIp, int port, PortProtocol protocol, IReadOnlyCollection<IPEndPoint> except)
    {
        var holder = _listeners.FirstOrDefault(l => l.Protocol == protocol && l.EndPoint.Port == port
            && Overlaps(hostIp, l.EndPoint.Address) && !except.Contains(l.EndPoint));
        return holder is null ? null : $"{OwnerOf(holder.Inode)} on {holder.EndPoint}";
    }

    // "::" usually takes IPv4 too, and whether it does is not in /proc. Other IPv6 addresses never do.
    private static bool Overlaps(IPAddress? hostIp, IPAddress listener)
    {
        if (listener.Equals(IPAddress.Any) || listener.Equals(IPAddress.IPv6Any))
            return true;
        return listener.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            && (hostIp is null || hostIp.Equals(IPAddress.Any) || hostIp.Equals(listener));
    }

    private static IEnumerable<Listener> Parse(IReadOnlyList<string> lines, PortProtocol protocol)
    {
        var state = protocol == PortProtocol.Tcp ? TcpListening : UdpBound;
        foreach (var line in lines.Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 9 && words[3] == state && TryParse(words[1]) is { } endpoint)
                yield return new Listener(protocol, endpoint, words[9]);
        }
    }

    /// <summary>"0100007F:1F90": words of four bytes in the machine's order, here little-endian, then the port.</summary>
    private static IPEndPoint? TryParse(string text)
    {
        if (text.Split(':') is not [var address, var port] || address.Length is not (8 or 32))
            return null;
        if (!ushort.TryParse(port, NumberStyles.HexNumber, null, out var number))
            return null;

        var bytes = Convert.FromHexString(address);
        for (var word = 0; word < bytes.Length; word += 4)
            Array.Reverse(bytes, word, 4);
        var ip = new IPAddress(bytes);
        return new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, number);
    }

    private string OwnerOf(string inode)
    {
        var wanted = $"socket:[{inode}]";
        foreach (var process in Directory.EnumerateDirectories(_proc).Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            try
            {
                if (Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(fd => new FileInfo(fd).LinkTarget == wanted))
                {
                    var name = File.ReadAllText(Path.Combine(process, "comm")).Trim();
                    return $"process {name} (pid {Path.GetFileName(process)})";
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked, or it is not ours to see.
            }
        }

        return "another process";
    }

    private sealed record Listener(PortProtocol Protocol, IPEndPoint EndPoint, string Inode);
}
