namespace Gantry.Model.Deployments;

/// <summary>How far one service has come within a deployment.</summary>
/// <param name="Wanted">Tasks that must be in service (or complete) at the deployment's revision.</param>
/// <param name="Done">How many of them are.</param>
/// <param name="Blocked">What stands in the way, for people; null while it moves.</param>
public sealed record ServiceProgress(string Service, DeploymentState State, int Wanted, int Done, string? Blocked = null)
{
    /// <summary>Tasks of earlier revisions that still run.</summary>
    public int Old { get; init; }

    /// <summary>Tasks that ended badly since the deployment began.</summary>
    public int Failures { get; init; }
}
