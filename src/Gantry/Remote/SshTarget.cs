using System.Globalization;
using Gantry.Output;

namespace Gantry.Remote;

/// <summary>Where ssh is to go, <c>[user@]host[:port]</c>; the host may be a name of the user's own ssh configuration.</summary>
/// <param name="Host">Without the brackets of an IPv6 address.</param>
internal sealed record SshTarget(string? User, string Host, int? Port)
{
    /// <exception cref="CliException">It is none.</exception>
    public static SshTarget Parse(string text)
    {
        var at = text.LastIndexOf('@');
        var (user, rest) = at < 0 ? (null, text) : (text[..at], text[(at + 1)..]);
        var (host, port) = rest switch
        {
            ['[', ..] when rest.IndexOf(']', StringComparison.Ordinal) is > 1 and var end => (rest[1..end], rest[(end + 1)..]),
            _ when rest.Count(c => c == ':') == 1 => (rest[..rest.IndexOf(':', StringComparison.Ordinal)], rest[rest.IndexOf(':', StringComparison.Ordinal)..]),
            _ => (rest, ""),
        };
        var isPort = port is [':', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536;

        // What begins with a dash would be an option to ssh.
        var isClean = host.Length > 0 && host[0] != '-' && user is not ("" or ['-', ..]) && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
        return isClean && (port.Length == 0 || isPort)
            ? new SshTarget(user, host, isPort ? int.Parse(port[1..], CultureInfo.InvariantCulture) : null)
            : throw CliException.Usage($"'{text}' is no machine that ssh could reach.", "Write it as root@192.0.2.7, admin@host.example:2222 or root@[2001:db8::7]:22.");
    }

    /// <summary>As ssh takes it, beside its <c>-p</c>.</summary>
    public string Login => User is null ? Host : $"{User}@{Host}";

    public override string ToString() => Port is null ? Login : $"{(User is null ? "" : $"{User}@")}{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";
}
