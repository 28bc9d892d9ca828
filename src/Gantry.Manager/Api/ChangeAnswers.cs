using System.Diagnostics;
using System.Text.Json;
using Gantry.Manager.Control;
using Gantry.Model.Api;

namespace Gantry.Manager.Api;

/// <summary>How the outcome of a change is said over HTTP.</summary>
internal static class ChangeAnswers
{
    public static ApiAnswer Of(ChangeReport report) => report.Outcome switch
    {
        ChangeOutcome.Made or ChangeOutcome.Unchanged => Answer(report),
        ChangeOutcome.NotFound(var reason) => throw Problem.NotFound(reason),
        ChangeOutcome.Conflict(var reason) => throw Problem.Conflict(reason),
        ChangeOutcome.Stale(var reason) => throw Problem.PreconditionFailed(reason),
        ChangeOutcome.Refused(var reason) => throw Problem.Refused(reason),
        ChangeOutcome.InvalidCompose(var problems) => throw Problem.InvalidCompose(problems),
        _ => throw new UnreachableException($"No such outcome: {report.Outcome}."),
    };

    private static ApiAnswer Answer(ChangeReport report)
    {
        var plan = report.Plan ?? throw new UnreachableException("A change that was made has a plan.");
        List<string> notes = report.Outcome is ChangeOutcome.Unchanged { Reason: { } reason } ? [.. report.Warnings, reason] : [.. report.Warnings];
        var answer = new ChangeAnswer(report.DeploymentId, report.Revision.ToString(), plan, notes);
        var status = report.DeploymentId is null ? 200 : 202;
        return new ApiAnswer(status, JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Default.ChangeAnswer));
    }
}
