using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry explain TASK|SERVICE</c></summary>
internal static class ExplainCommand
{
    public static Command Create(CommandParts parts)
    {
        var subject = parts.Subject("SERVICE|TASK", "What to explain.");
        return new Command("explain", "Say why a task or service is pending, restarting or unhealthy, and what would help.")
            .With(subject, parts.Common.Output, parts.Common.Format)
            .Does(parts, async (session, ct) =>
            {
                var form = session.DocumentForm();
                var explanation = await FetchAsync(session, session.Get(subject), ct);
                session.PrintDocument(form, explanation, explanation.Subject, static () => ApiJson.Default.Explanation, e => ExplanationText.Print(session.Printer, e));
                return ExitCode.Ok;
            });
    }

    private static async Task<Explanation> FetchAsync(Session session, string subject, CancellationToken ct)
    {
        try
        {
            return await session.Api.GetAsync(ApiPath.Of("services", subject, "explanation"), ApiJson.Default.Explanation, ct);
        }
        catch (CliException e) when (e.ExitCode == ExitCode.NotFound)
        {
            return await session.Api.GetAsync(ApiPath.Of("tasks", subject, "explanation"), ApiJson.Default.Explanation, ct);
        }
    }
}
