using System.CommandLine;
using System.Text.Json;
using Gantry.Client;
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
                var form = session.DocumentForm();
                var report = session.Get(clientOnly)
                    ? new VersionReport(ProductVersion.Text, null, null, null, null)
                    : await AskAsync(session, ct);
                session.PrintDocument(form, report, report.Client, static () => CliJson.Default.VersionReport, r => Print(session.Printer, r));
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
            // Two words of the answer are wanted; to learn how all of it is read would take longer than the call itself.
            using var system = JsonDocument.Parse(await session.Api.GetBytesAsync(ApiPath.Of("system"), both.Token));
            return new VersionReport(ProductVersion.Text, Text(system, "version"), Text(system, "engineVersion"), address, null);
        }
        catch (CliException e)
        {
            return new VersionReport(ProductVersion.Text, null, null, address, e.Message);
        }
        catch (JsonException)
        {
            return new VersionReport(ProductVersion.Text, null, null, address, "What answers is no Gantry server.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var problem = $"{address} did not answer within {Patience.TotalSeconds:0} s.";
            return new VersionReport(ProductVersion.Text, null, null, address, problem);
        }
    }

    private static string? Text(JsonDocument answer, string member) =>
        answer.RootElement.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static void Print(Printer printer, VersionReport report)
    {
        printer.Line($"gantry {report.Client}");
        if (report.Server is not null)
            printer.Line($"server {report.Server} at {report.Address}, engine {report.Engine}");
        else if (report.Problem is not null)
            printer.Line($"server: {PlainText.Of(report.Problem)}");
    }
}
