using Gantry.Model.Api;

namespace Gantry.Roles;

/// <summary>What is well with this server and what is not.</summary>
internal static class ServerChecks
{
    public static IReadOnlyList<SystemCheck> Of(WorkerRole worker) =>
    [
        new("engine", worker.Engine.Problem),
        new("published ports", worker.Routes.Problem),
    ];
}
