using System.Net.NetworkInformation;
using System.Net.Sockets;
using Gantry.Worker.Networking;

namespace Gantry.Roles;

/// <summary>The address at which others probably reach this machine.</summary>
internal static class HostAddress
{
    private const string OnlyOneself = "127.0.0.1";

    /// <returns>The first IPv4 address of an interface that is up and leads somewhere; loopback when there is none.</returns>
    public static string First() =>
        HostInterfaces.Select(i => i)
            .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .OrderByDescending(i => i.GetIPProperties().GatewayAddresses.Count)
            .ThenBy(i => i.Name, StringComparer.Ordinal)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Where(a => a.Address.AddressFamily == AddressFamily.InterNetwork)
            .Select(a => a.Address.ToString())
            .FirstOrDefault() ?? OnlyOneself;
}
