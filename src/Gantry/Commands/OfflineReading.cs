using Gantry.Client;
using Gantry.Compose;
using Gantry.Manager.Control;
using Gantry.Model.Stacks;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Reads compose files with the code that the server runs, without a server.</summary>
internal sealed class OfflineReading(Session session, DeployOptions options, string? stack)
{
    public async Task<int> ValidateAsync(bool isStrict, bool isJson, CancellationToken ct)
    {
        var gathered = await GatherAsync(ct);
        if (isJson)
            return PrintReport(gathered, isStrict);
        if (isStrict && gathered.Reading is ComposeResult.Accepted read && read.Warnings.Any(w => w.Severity is Severity.Warning))
            throw ComposeProblems.Of(read.Warnings, gathered.Bundle);
        var accepted = Accepted(gathered);
        var refusals = DeployRefusals(accepted.Stack, gathered);
        foreach (var refusal in refusals)
            session.Printer.Note($"A deploy is refused: {PlainText.Of(refusal)}");
        if (!session.Get(session.Common.Silent))
            session.Printer.Line($"Stack {accepted.Stack.Name}: {Count(accepted.Stack.Services.Count, "service")}, {Verdict(accepted, refusals.Count > 0)}.");
        return ExitCode.Ok;
    }

    private static List<string> DeployRefusals(StackSpec? stack, GatheredBundle gathered) =>
        stack is null ? [] : [.. FutureKeys.Problems(stack), .. gathered.ContentProblems];

    private static string Verdict(ComposeResult.Accepted accepted, bool isRefusedLater)
    {
        var warnings = accepted.Warnings.Count(w => w.Severity is Severity.Warning);
        var found = warnings == 0 ? "nothing is wrong" : $"no errors, {Count(warnings, "warning")}";
        return isRefusedLater ? $"{found}, but this version does not deploy it" : found;
    }

    private static string Count(int count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";

    private int PrintReport(GatheredBundle gathered, bool isStrict)
    {
        var (stack, found) = gathered.Reading switch
        {
            ComposeResult.Accepted accepted => (accepted.Stack, accepted.Warnings),
            ComposeResult.Refused refused => (null, refused.Problems),
            _ => throw new InvalidOperationException($"{gathered.Reading.GetType().Name} has no problems."),
        };
        var report = ValidationReport.Of(gathered.StackName, stack, isStrict ? [.. found.Select(AsStrict)] : found, gathered.Bundle, DeployRefusals(stack, gathered));
        session.Printer.Line(JsonText.Of(report, CliJson.Default.ValidationReport));
        return report.Valid ? ExitCode.Ok : ExitCode.Validation;
    }

    private static Problem AsStrict(Problem problem) => problem.Severity is Severity.Warning ? problem with { Severity = Severity.Error } : problem;

    public Task<GatheredBundle> GatherAsync(CancellationToken ct) =>
        new DeployIntent(session, options, stack, prune: true, strict: false).GatherOfflineAsync(ct);

    /// <summary>The stack, its warnings told.</summary>
    /// <exception cref="CliException">The files are refused.</exception>
    public ComposeResult.Accepted Accepted(GatheredBundle gathered)
    {
        if (gathered.Reading is ComposeResult.Refused refused)
            throw ComposeProblems.Of(refused, gathered.Bundle);
        var accepted = (ComposeResult.Accepted)gathered.Reading;
        foreach (var warning in accepted.Warnings)
            session.Printer.Note(PlainText.Of(warning.ToString()));
        return accepted;
    }
}
