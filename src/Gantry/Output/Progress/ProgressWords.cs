using Gantry.Model.Deployments;

namespace Gantry.Output.Progress;

/// <summary>How a deployment's state is said, the same on a terminal and in a log.</summary>
internal static class ProgressWords
{
    /// <summary><c>2/3 running, 1 old: waits for …</c></summary>
    public static string Of(ServiceProgress service)
    {
        if (EndOf(service) is { } end)
            return end;
        var blocked = service is { Blocked: { } reason, State: not DeploymentState.Succeeded } ? $": {reason}" : "";
        return $"{service.Done}/{service.Wanted} {StateAndLosses(service)}{blocked}";
    }

    /// <returns>Of a service that shall have no task: what becomes of it, since there is nothing to count up to. Else null.</returns>
    public static string? EndOf(ServiceProgress service) => (service.Wanted, service.State) switch
    {
        (0, DeploymentState.Running) => "stopping",
        (0, DeploymentState.Succeeded) => "stopped",
        _ => null,
    };

    /// <summary><c>failed, 2 old still running, 1 failure</c></summary>
    public static string StateAndLosses(ServiceProgress service)
    {
        var old = service.Old > 0 ? $", {service.Old} old still running" : "";
        var failures = service.Failures switch
        {
            0 => "",
            1 => ", 1 failure",
            _ => $", {service.Failures} failures",
        };
        return StateOf(service.State) + old + failures;
    }

    public static string StateOf(DeploymentState state) => state switch
    {
        DeploymentState.Running => "in progress",
        DeploymentState.Succeeded => "done",
        DeploymentState.Failed => "failed",
        DeploymentState.Superseded => "superseded",
        DeploymentState.Unrecognized => "unknown",
        _ => throw new InvalidOperationException($"{state} has no words."),
    };

    public static string End(Deployment deployment)
    {
        var took = deployment.FinishedAt is { } finished ? $" after {Age.Short(finished - deployment.CreatedAt)}" : "";
        if (deployment.State != DeploymentState.Succeeded)
            return $"{SubjectOf(deployment)}: {StateOf(deployment.State)}{took}";
        var end = deployment.Kind switch
        {
            DeploymentKind.Remove => "removed",
            DeploymentKind.Stop => "stopped",
            DeploymentKind.Deploy or DeploymentKind.Scale or DeploymentKind.Update or DeploymentKind.Restart or
                DeploymentKind.Start or DeploymentKind.Unrecognized => "in service",
            _ => throw new InvalidOperationException($"{deployment.Kind} has no words."),
        };
        return $"{SubjectOf(deployment)} is {end}{took}";
    }

    private static string SubjectOf(Deployment deployment) =>
        deployment.Service is { } service ? $"{deployment.Stack}_{service}" : deployment.Stack;
}
