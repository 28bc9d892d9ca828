using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Deployments;

namespace Gantry.Manager.Control;

/// <summary>A change with everything that its answer needs.</summary>
/// <param name="Plan">Null for a refusal.</param>
/// <param name="Revision">Holds the change; for a dry run the one that the plan was made from.</param>
internal sealed record ChangeReport(ChangeOutcome Outcome, bool IsDryRun, Revision Revision, ChangePlan? Plan)
{
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What to follow; null when nothing is under way.</summary>
    public DeploymentId? DeploymentId => IsDryRun ? null : Outcome switch
    {
        ChangeOutcome.Made made => made.DeploymentId,
        ChangeOutcome.Unchanged unchanged => unchanged.UnderWay,
        _ => null,
    };
}
