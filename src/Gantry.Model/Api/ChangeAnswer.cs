using Gantry.Model.Deployments;

namespace Gantry.Model.Api;

/// <summary>What a change did, or with <c>dryRun=true</c> would do.</summary>
/// <param name="DeploymentId">Follow it to see how the change goes. Null: nothing to do, or a dry run.</param>
/// <param name="Revision">Cluster revision that holds the change.</param>
public sealed record ChangeAnswer(DeploymentId? DeploymentId, string Revision, ChangePlan Plan, IReadOnlyList<string> Warnings);
