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
        ChangeOutcome.Refused { Problems: { Count: > 1 } problems } => throw Problem.Refused(problems),
        ChangeOutcome.Refused(var reason) => throw Problem.Refused(reason),
        ChangeOutcome.Forbidden(var reason) => throw Problem.Forbidden(reason),
        ChangeOutcome.InvalidCompose(var problems) => throw Problem.InvalidCompose(problems),
        _ => throw new UnreachableException($"No such outcome: {report.Outcome}."),
    };

    /// <exception cref="ApiProblemException">Nothing was changed.</exception>
    public static T Done<T>(ObjectOutcome<T> outcome) => outcome switch
    {
        ObjectOutcome<T>.Done(var item) => item,
        ObjectOutcome<T>.NotFound(var reason) => throw Problem.NotFound(reason),
        ObjectOutcome<T>.Stale(var reason) => throw Problem.PreconditionFailed(reason),
        ObjectOutcome<T>.LoginFailed(var reason) => throw Problem.LoginFailed(reason),
        ObjectOutcome<T>.Refused(var reason) => throw Problem.Refused(reason),
        _ => throw new UnreachableException($"No such outcome: {outcome}."),
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
