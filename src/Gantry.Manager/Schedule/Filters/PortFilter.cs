using Gantry.Model.Services;

namespace Gantry.Manager.Schedule.Filters;

/// <summary>A port of mode host can be bound once per address and protocol; every address conflicts with any.</summary>
internal static class PortFilter
{
    public static bool Passes(in Candidate candidate)
    {
        var ports = candidate.Query.HostPorts;
        for (var i = 0; i < ports.Count; i++)
        {
            if (candidate.Load.HolderOf(ports[i], candidate.Slot) is not null)
                return false;
        }

        return true;
    }

    /// <summary>One a port that is taken.</summary>
    public static IEnumerable<(string Reason, string Change)> Refusals(Candidate candidate)
    {
        foreach (var port in candidate.Query.HostPorts)
        {
            if (candidate.Load.HolderOf(port, candidate.Slot) is not { } holder)
                continue;

            var wanted = $"{port.Published}/{port.Protocol} on {AddressOf(port)}";
            var where = AddressOf(holder) == AddressOf(port) ? "" : $" on {AddressOf(holder)}";
            yield return (
                $"port {wanted} is held by {holder.Holder}{where}",
                $"free port {port.Published}/{port.Protocol}, held by {holder.Holder}");
        }
    }

    private static string AddressOf(PublishedPort port) => port.HostIp is null or "" ? "0.0.0.0" : port.HostIp;

    private static string AddressOf(PortInUse port) => port.HostIp is null or "" ? "0.0.0.0" : port.HostIp;
}
