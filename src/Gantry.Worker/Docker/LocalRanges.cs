using Gantry.Worker.Docker.Wire;
using Gantry.Worker.Networking;

namespace Gantry.Worker.Docker;

/// <summary>Address ranges in use on this machine.</summary>
internal static class LocalRanges
{
    /// <summary>Those that it reaches over its own interfaces: networks that it is on, and what a VPN routes to itself.</summary>
    /// <exception cref="NetworkingException">They cannot be read.</exception>
    public static IReadOnlyList<string> OfInterfaces() => [.. ConnectedRange.ReadAll().Select(connected => $"{connected.Range}").Distinct()];

    public static IEnumerable<string> Ranges(this NetworkAddressing? addressing) =>
        (addressing?.Config ?? []).Select(c => c.Subnet).OfType<string>().Where(s => !s.Contains(':', StringComparison.Ordinal));

    public static bool HasRange(this NetworkAddressing? addressing, string subnet) => addressing.Ranges().Contains(subnet);
}
