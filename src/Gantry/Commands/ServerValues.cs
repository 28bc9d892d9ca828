using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Values of <c>gantry server</c>'s flags. What cannot work is refused before anything is made.</summary>
internal static partial class ServerValues
{
    // sockaddr_un(7): 108 bytes with the zero at the end.
    private const int LongestSocketPath = 107;

    /// <exception cref="CliException">It names no address, or no port.</exception>
    public static IPEndPoint Endpoint(string flag, string text) =>
        IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port != 0
            ? endpoint
            : throw new CliException(ExitCode.Usage, $"{flag} is '{text}', which is no address and port.", "Write it as 127.0.0.1:4000 or [::1]:4000.");

    /// <returns>The whole path.</returns>
    /// <exception cref="CliException">It is longer than a socket's can be.</exception>
    public static string SocketPath(string text)
    {
        var path = Path.GetFullPath(text);
        var length = Encoding.UTF8.GetByteCount(path);
        return length <= LongestSocketPath
            ? path
            : throw new CliException(ExitCode.Usage, $"--socket is {path}, which is {length} bytes long; a socket's path has at most {LongestSocketPath}.", "Choose a shorter one.");
    }

    /// <exception cref="CliException">It is neither an address nor a name.</exception>
    public static string Advertised(string text) => Uri.CheckHostName(text) is UriHostNameType.IPv4 or UriHostNameType.IPv6 or UriHostNameType.Dns
        ? text
        : throw new CliException(ExitCode.Usage, $"--advertise is '{text}', which is neither an IP address nor a DNS name.", "Write it as 192.0.2.1, 2001:db8::1 or gantry.example.com, without a port.");

    /// <exception cref="CliException">No node can have that name.</exception>
    public static string NodeName(string text) => NamePattern().IsMatch(text)
        ? text
        : throw new CliException(ExitCode.Usage, $"--name is '{text}', which no node can be called.", "Take at most 63 letters, digits, '.', '_' and '-', beginning and ending with a letter or digit.");

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex NamePattern();
}
