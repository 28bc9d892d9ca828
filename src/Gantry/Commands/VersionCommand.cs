using System.CommandLine;
using System.Text.Json;
using Gantry.Client;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry version</c>: the client's, and the server's when it answers at once.</summary>
internal static class VersionCommand
{
    private const string NoServer = "What answers is no Gantry server.";

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
        string? address = null;
        try
        {
            address = session.Target.ToString();
            var answer = await Deadline.WithinAsync(Patience, session.Time, token => session.Api.GetBytesAsync(ApiPath.Of("system"), token), ct);
            return Text(answer.Span, "version"u8) is { } version
                ? new VersionReport(ProductVersion.Text, version, Text(answer.Span, "engineVersion"u8), address, null)
                : new VersionReport(ProductVersion.Text, null, null, address, NoServer);
        }
        catch (CliException e)
        {
            return new VersionReport(ProductVersion.Text, null, null, address, e.Message);
        }
        catch (JsonException)
        {
            return new VersionReport(ProductVersion.Text, null, null, address, NoServer);
        }
        catch (TimeoutException)
        {
            var problem = $"{address} did not answer within {Patience.TotalSeconds:0} s.";
            return new VersionReport(ProductVersion.Text, null, null, address, problem);
        }
    }

    // Two words are wanted; to learn how all of the answer is read would take longer than the call itself.
    private static string? Text(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> member)
    {
        var reader = new Utf8JsonReader(answer);
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals(member) && reader.Read())
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }

        return null;
    }

    private static void Print(Printer printer, VersionReport report)
    {
        printer.Line($"gantry {report.Client}");
        if (report.Server is not null)
            printer.Line($"server {report.Server} at {report.Address}, engine {report.Engine}");
        else if (report.Problem is not null)
            printer.Line($"server: {PlainText.Of(report.Problem)}");
    }
}
