using Gantry.Client;
using Gantry.Compose;
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
        if (isStrict && gathered.Reading is ComposeResult.Accepted { Warnings.Count: > 0 } withWarnings)
            throw ComposeProblems.Of(withWarnings.Warnings, gathered.Bundle);
        var accepted = Accepted(gathered);
        if (!session.Get(session.Common.Silent))
            session.Printer.Line($"Stack {accepted.Stack.Name}: {Count(accepted.Stack.Services.Count, "service")}, {(accepted.Warnings.Count == 0 ? "nothing is wrong" : $"no errors, {Count(accepted.Warnings.Count, "warning")}")}.");
        return ExitCode.Ok;
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
        var report = ValidationReport.Of(gathered.StackName, stack, isStrict ? [.. found.Select(p => p with { Severity = Severity.Error })] : found, gathered.Bundle);
        session.Printer.Line(JsonText.Of(report, CliJson.Default.ValidationReport));
        return report.Valid ? ExitCode.Ok : ExitCode.Validation;
    }

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
