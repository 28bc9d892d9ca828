using Gantry.Model.Ids;
using Gantry.Model.Services;

namespace Gantry.Manager.Allocate;

/// <summary>
/// Chooses ports for services that publish one without saying which, and finds services that claim the same one.
/// Pure: what was chosen is stored in <c>Service.ChosenPorts</c> and handed in.
/// </summary>
internal static class PortPool
{
    // Below Linux's own ephemeral range (32768 and up), so that no outgoing connection of a node holds one.
    public const int First = 30_000;
    public const int Last = 32_767;

    /// <summary>Of a range in a file the lowest free one, as the engine does it. Else it starts at a hash of the service and its port: the same service gets the same port in every cluster where it is free.</summary>
    /// <param name="service">The service's full name.</param>
    /// <param name="port">With 0 as published port.</param>
    /// <param name="taken">Every published port in the cluster, chosen ones and ports of mode host included.</param>
    public static PortChoice Choose(string service, PublishedPort port, IReadOnlyList<PortClaim> taken)
    {
        var (first, last) = port.ChosenFrom is { } range ? (range.First, range.Last) : (First, Last);
        var count = last - first + 1;
        var used = new bool[count];
        foreach (var claim in taken)
        {
            var offset = claim.Port.Published - first;
            if (offset >= 0 && offset < count
                && string.Equals(claim.Port.Protocol, port.Protocol, StringComparison.OrdinalIgnoreCase)
                && PortClaim.SharesAddress(claim.Port.HostIp, port.HostIp))
            {
                used[offset] = true;
            }
        }

        var start = port.ChosenFrom is null ? (int)(StableHash.Of(service, $"{port.HostIp}:{port.Protocol}", port.Target) % (ulong)count) : 0;
        for (var i = 0; i < count; i++)
        {
            var offset = (start + i) % count;
            if (!used[offset])
                return new PortChoice.Chosen(first + offset);
        }

        return new PortChoice.Exhausted(
            $"No port is left for {port.Target}/{port.Protocol} of service '{service}': all of {first}-{last} are published. "
            + "Write a published port outside that range, or remove one.");
    }

    /// <returns>
    /// Why <paramref name="claim"/> cannot be granted beside <paramref name="others"/>, naming the owner; null when it can.
    /// The claim itself may be among the others, once.
    /// </returns>
    public static string? Conflict(PortClaim claim, IReadOnlyList<PortClaim> others)
    {
        var isSelfSeen = false;
        foreach (var other in others)
        {
            if (!isSelfSeen && other == claim)
            {
                isSelfSeen = true;
                continue;
            }

            if (claim.ConflictsWith(other))
                return ReasonFor(claim, other);
        }

        return null;
    }

    private static string ReasonFor(PortClaim claim, PortClaim other)
    {
        var port = $"{claim.Port.Published}/{claim.Port.Protocol}";
        if (other.Owner == claim.Owner)
            return $"Port {port} is published twice by service '{claim.Owner}'. Remove one.";

        var where = other.Port.HostIp is null or "" ? "" : $" on {other.Port.HostIp}";
        return $"Port {port} is already published by service '{other.Owner}'{where}. Choose another or remove it.";
    }
}
