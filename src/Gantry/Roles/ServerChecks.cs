using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Output;

namespace Gantry.Roles;

/// <summary>What is well with this server and what is not.</summary>
internal static class ServerChecks
{
    /// <summary>A change takes a few pages of the store's log; with less than this left the next one may be refused.</summary>
    private const long LeastFreeBytes = 1 << 20;

    public static IReadOnlyList<SystemCheck> Of(Snapshot state, WorkerRole worker, string dataDirectory) =>
    [
        new("data directory", DiskProblem(dataDirectory)),
        new("worker", state.Find(worker.Identity.Id) is { State: not NodeState.Unknown } ? null : "The worker has not reached the manager yet. Wait a moment."),
        new("engine", worker.Engine.Problem),
        new("published ports", worker.Routes.Problem),
    ];

    private static string? DiskProblem(string dataDirectory)
    {
        var free = new DriveInfo(dataDirectory).AvailableFreeSpace;
        return free >= LeastFreeBytes
            ? null
            : $"The disk of {dataDirectory} has {ByteSize.Text(free)} left: changes are refused. Free some space; nothing needs a restart.";
    }
}
