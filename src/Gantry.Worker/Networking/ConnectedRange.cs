using System.Globalization;
using System.Net;
using System.Numerics;

namespace Gantry.Worker.Networking;

/// <summary>
/// Addresses that this host reaches over one of its interfaces without a gateway: where a bridge is, its range is. One file
/// tells all of them, however many interfaces containers have; the runtime's list of interfaces reads a file for each.
/// </summary>
internal sealed record ConnectedRange(string Interface, IPNetwork Range)
{
    private const string RoutesFile = "/proc/net/route";

    /// <summary>IPv4 alone.</summary>
    /// <exception cref="NetworkingException">The routes cannot be read.</exception>
    public static IReadOnlyList<ConnectedRange> ReadAll()
    {
        try
        {
            return Parse(File.ReadAllText(RoutesFile));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new NetworkingException($"The routes of this machine cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>The text of <c>/proc/net/route</c>: a heading, then interface, destination, gateway and mask among eleven columns. Pure.</summary>
    public static IReadOnlyList<ConnectedRange> Parse(string routes)
    {
        var ranges = new List<ConnectedRange>();
        foreach (var line in routes.Split('\n').Skip(1))
        {
            if (line.Split('\t', StringSplitOptions.TrimEntries) is [var name, var destination, var gateway, _, _, _, _, var mask, ..]
                && Number(gateway) == 0 && Number(destination) != 0)
            {
                ranges.Add(new ConnectedRange(name, new IPNetwork(new IPAddress(Number(destination)), BitOperations.PopCount(Number(mask)))));
            }
        }

        return ranges;
    }

    // In the order of the machine's memory, as the address type takes it.
    private static uint Number(string hex) => uint.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
