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
            .With(subject, parts.Common.Output)
            .Does(parts, async (session, ct) =>
            {
                var explanation = await FetchAsync(session, session.Get(subject), ct);
                switch (session.Form())
                {
                    case OutputForm.Json:
                        session.Printer.Line(JsonText.Of(explanation, ApiJson.Default.Explanation));
                        break;
                    case OutputForm.Yaml:
                        session.Printer.Line(YamlText.Of(explanation, ApiJson.Default.Explanation));
                        break;
                    case OutputForm.Table:
                        ExplanationText.Print(session.Printer, explanation);
                        break;
                    default:
                        throw CliException.Usage("An explanation has no such form.", "-o json has all of it.");
                }

                return ExitCode.Ok;
            });
    }

    private static async Task<Explanation> FetchAsync(Session session, string subject, CancellationToken ct)
    {
        try
        {
            var kind = subject.Contains('.') ? "tasks" : "services";
            return await session.Api.GetAsync(ApiPath.Of(kind, subject, "explanation"), ApiJson.Default.Explanation, ct);
        }
        catch (CliException e) when (e.ExitCode == ExitCode.NotFound && !subject.Contains('.'))
        {
            return await session.Api.GetAsync(ApiPath.Of("tasks", subject, "explanation"), ApiJson.Default.Explanation, ct);
        }
    }
}
