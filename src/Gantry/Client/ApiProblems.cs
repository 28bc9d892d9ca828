using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>Turns refusals of the control API into what the command line says and answers.</summary>
internal static class ApiProblems
{
    private const int MaxProblemLength = 1024 * 1024;

    public static async Task<CliException> ReadAsync(HttpAnswer answer, ApiAddress address, CancellationToken ct)
    {
        if (answer.ContentType.StartsWith("application/problem+json", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                var problem = await JsonSerializer.DeserializeAsync(
                    new BoundedStream(answer.Body, MaxProblemLength), ApiJson.Default.ApiProblem, ct);
                if (problem is not null)
                    return Of(problem);
            }
            catch (JsonException)
            {
                // Said below by its status: a proxy in between may have made it.
            }
        }

        return new CliException(
            ExitCodeOf(code: null, answer.Status),
            $"{address} answered {answer.Status} without saying why.",
            "Is it a Gantry server of this version? See gantry version.");
    }

    public static CliException Of(ApiProblem problem) =>
        new(ExitCodeOf(problem.Code, problem.Status), problem.Detail, HintFor(problem.Code))
        {
            Details = [.. (problem.Problems ?? []).SelectMany(p => p.TrimEnd('\n').Split('\n'))],
            Code = problem.Code,
        };

    private static int ExitCodeOf(string? code, int status) => code switch
    {
        "usage_error" => ExitCode.Usage,
        "invalid_compose" => ExitCode.Validation,
        "logs_gone" => ExitCode.NotFound,
        "refused" or "invalid_request" or "revision_gone" => ExitCode.Error,
        "engine_unavailable" or "worker_unreachable" or "store_unavailable" => ExitCode.Error,
        _ => status switch
        {
            401 or 403 => ExitCode.Unauthorised,
            404 => ExitCode.NotFound,
            409 or 412 => ExitCode.Conflict,
            502 or 503 or 504 => ExitCode.Unreachable,
            _ => ExitCode.Error,
        },
    };

    private static string? HintFor(string code) => code switch
    {
        "unauthorized" => "Check the token of the context: gantry context ls. GANTRY_TOKEN is used with --host.",
        "precondition_failed" => "Somebody else changed it meanwhile: look at the plan again, then repeat.",
        "engine_unavailable" => "gantry doctor shows what is wrong with the engine.",
        _ => null,
    };
}
