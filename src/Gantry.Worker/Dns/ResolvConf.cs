using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>The host's resolvers, as resolv.conf(5) names them. Read again when the file has changed.</summary>
internal sealed class ResolvConf(string path)
{
    private const int DnsPort = 53;

    // The C library reads three at most; a fourth was never reachable for any other program of this host either.
    private const int MaxServers = 3;

    private readonly Lock _lock = new();
    private (DateTime Written, long Bytes) _seen;
    private IReadOnlyList<IPEndPoint> _servers = [];

    /// <returns>Empty when the file names none, or has never been there.</returns>
    public IReadOnlyList<IPEndPoint> Servers()
    {
        // One stat a forwarded question is far below its price, and needs no watch that could break in silence when
        // the file is replaced by a rename or a link, as DHCP clients and systemd-resolved do.
        lock (_lock)
        {
            try
            {
                var file = new FileInfo(path);
                file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
                var state = (file.LastWriteTimeUtc, file.Length);
                if (state != _seen)
                {
                    _servers = Parse(File.ReadAllText(file.FullName));
                    _seen = state;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Missing, or being replaced at this moment: the old servers answer until the next look.
            }

            return _servers;
        }
    }

    /// <summary>Pure.</summary>
    public static IReadOnlyList<IPEndPoint> Parse(string text)
    {
        var servers = new List<IPEndPoint>();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var address, ..] && IPAddress.TryParse(address, out var ip))
                servers.Add(new IPEndPoint(ip, DnsPort));
        }

        return [.. servers.Distinct().Take(MaxServers)];
    }
}
