using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>A port of a node that somebody listens on.</summary>
/// <param name="HostIp">Null is every address.</param>
/// <param name="Holder">For people: a task's name, or what a foreign listener is called.</param>
/// <param name="Task">Null for a port that is not ours: it stays taken until the worker says otherwise.</param>
internal sealed record PortInUse(string? HostIp, int Port, string Protocol, string Holder, TaskId? Task = null)
{
    public bool ConflictsWith(PublishedPort wanted) =>
        Port == wanted.Published
        && string.Equals(Protocol, wanted.Protocol, StringComparison.OrdinalIgnoreCase)
        && (IsEveryAddress(HostIp) || IsEveryAddress(wanted.HostIp) || HostIp == wanted.HostIp);

    public static bool IsEveryAddress(string? hostIp) => hostIp is null or "" or "0.0.0.0" or "::";
}
