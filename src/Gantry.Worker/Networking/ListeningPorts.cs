using System.Net;

namespace Gantry.Worker.Networking;

/// <summary>The ports on which processes of this host listen, from one look at /proc/net.</summary>
internal sealed class ListeningPorts
{
    public static Task<ListeningPorts> ReadAsync(CancellationToken ct) => throw new NotImplementedException($"{ct}");

    /// <returns>What has the port, as part of a sentence (<c>process nginx (pid 812)</c>), or null when it is free.</returns>
    public string? HolderOf(IPAddress? hostIp, int port, PortProtocol protocol) => throw new NotImplementedException($"{this}{hostIp}{port}{protocol}");
}
