using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry version</c>: the client's, and the server's when it answers at once.</summary>
internal static class VersionCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static Command Create(CommandParts parts)
    {
        var clientOnly = new Option<bool>("--client") { Description = "Ask no server." };
        return new Command("version", "Show the version of the client and of the server.")
            .With(clientOnly, parts.Common.Output, parts.Common.Format)
            .Does(parts, async (session, ct) =>
            {
                var report = session.Get(clientOnly)
                    ? new VersionReport(ProductVersion.Text, null, null, null, null)
                    : await AskAsync(session, ct);
                Print(session, report);
                return ExitCode.Ok;
            });
    }

    private static async Task<VersionReport> AskAsync(Session session, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, session.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        string? address = null;
        try
        {
            address = session.Target.ToString();
            var system = await session.Api.GetAsync(ApiPath.Of("system"), ApiJson.Default.SystemItem, both.Token);
            return new VersionReport(ProductVersion.Text, system.Version, system.EngineVersion, address, null);
        }
        catch (CliException e)
        {
            return new VersionReport(ProductVersion.Text, null, null, address, e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var problem = $"{address} did not answer within {Patience.TotalSeconds:0} s.";
            return new VersionReport(ProductVersion.Text, null, null, address, problem);
        }
    }

    private static void Print(Session session, VersionReport report)
    {
        switch (session.Form())
        {
            case OutputForm.Json:
                session.Printer.Line(JsonText.Of(report, CliJson.Default.VersionReport));
                break;
            case OutputForm.JsonLines:
                session.Printer.Line(JsonText.Of(report, CliJson.Default.VersionReport, isIndented: false));
                break;
            case OutputForm.Yaml:
                session.Printer.Line(YamlText.Of(report, CliJson.Default.VersionReport));
                break;
            case OutputForm.Table:
                session.Printer.Line($"gantry {report.Client}");
                if (report.Server is not null)
                    session.Printer.Line($"server {report.Server} at {report.Address}, engine {report.Engine}");
                else if (report.Problem is not null)
                    session.Printer.Line($"server: {PlainText.Of(report.Problem)}");
                break;
            default:
                throw CliException.Usage("A version has no such form.", "There are table, json and yaml.");
        }
    }
}
