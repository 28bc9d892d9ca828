using System.Net;

namespace Gantry.Worker.Dns;

/// <param name="Loopback">Where a person on the host may ask, null for nowhere. Not being able to bind it is a warning.</param>
/// <param name="ResolvConfPath">Names the upstream resolvers; read again when it changes.</param>
internal sealed record DnsSettings(IPEndPoint? Loopback, string ResolvConfPath)
{
    public static DnsSettings Default { get; } = new(new IPEndPoint(IPAddress.Loopback, 5300), "/etc/resolv.conf");
}
