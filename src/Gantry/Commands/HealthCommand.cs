using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry health</c>: 0 when the server is well, 1 when it is not; made for health checks of all kinds.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(CommandParts parts) =>
        new Command("health", "Exit with 0 when the server answers and finds nothing wrong with itself, else with 1.")
            .With(parts.Common.Silent, parts.Common.Output, parts.Common.Format)
            .Does(parts, async (session, ct) =>
            {
                session.RefuseSilentOutput(session.Common.Output);
                session.RefuseSilentOutput(session.Common.Format);
                var form = session.DocumentForm();
                var report = await AskAsync(session, ct);
                if (!session.Get(session.Common.Silent))
                {
                    session.PrintDocument(form, report, report.Source, static () => CliJson.Default.HealthReport, r => session.Printer.Line(TextOf(r)));
                    if (form is OutputForm.Table && report.Fix is { } fix)
                        session.Printer.Hint(fix);
                }

                return report.IsHealthy ? ExitCode.Ok : ExitCode.Error;
            });

    private static string TextOf(HealthReport report) =>
        report.IsHealthy ? $"healthy: {report.Source}" : $"unhealthy: {PlainText.Of(report.Problem ?? "")}";

    private static async Task<HealthReport> AskAsync(Session session, CancellationToken ct)
    {
        var source = session.Target.ToString();
        try
        {
            var system = await Deadline.WithinAsync(
                Patience, session.Time, token => session.Api.GetAsync(ApiPath.Of("system"), ApiJson.Default.SystemItem, token), ct);
            var problems = system.Checks.Where(c => c.Problem is not null).Select(c => $"{c.Name}: {c.Problem}").ToList();
            return new HealthReport(problems.Count == 0, source, problems.Count == 0 ? null : string.Join(" ", problems), problems.Count == 0 ? null : "gantry doctor says what to do about each problem.");
        }
        catch (CliException e)
        {
            return new HealthReport(false, source, e.Message, e.Hint);
        }
        catch (TimeoutException)
        {
            return new HealthReport(false, source, $"{source} did not answer within {Patience.TotalSeconds:0} s.", "gantry doctor checks the way to it.");
        }
    }
}
