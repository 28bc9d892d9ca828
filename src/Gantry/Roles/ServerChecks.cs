using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;

namespace Gantry.Roles;

/// <summary>What is well with this server and what is not.</summary>
internal static class ServerChecks
{
    public static IReadOnlyList<SystemCheck> Of(Snapshot state, WorkerRole worker) =>
    [
        new("worker", state.Find(worker.Identity.Id) is { State: not NodeState.Unknown } ? null : "The worker has not reached the manager yet. Wait a moment."),
        new("engine", worker.Engine.Problem),
        new("published ports", worker.Routes.Problem),
    ];
}
