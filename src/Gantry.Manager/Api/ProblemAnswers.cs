using System.Text.Json;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.Api;

/// <summary>Turns whatever goes wrong with a request into a problem document: never an empty answer, never a stack trace.</summary>
internal sealed partial class ProblemAnswers(ILogger<ProblemAnswers> log)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
            if (!http.Response.HasStarted && http.Response.ContentLength is null && BareStatus(http) is { } bare)
                await WriteAsync(http, bare);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
            if (!http.Response.HasStarted)
                http.Response.StatusCode = ClientClosedRequest;
        }
        catch (Exception failure)
        {
            // The boundary of every request: whatever it was, the client gets an answer with a code.
            if (!http.Response.HasStarted)
            {
                await WriteAsync(http, ProblemOf(http, failure));
                return;
            }

            // A clean end would say that this was all.
            LogBroken(http.Request.Path, failure.Message);
            http.Abort();
        }
    }

    public static Task WriteAsync(HttpContext http, ApiProblem problem)
    {
        var response = http.Response;
        response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status401Unauthorized && problem.Code == "unauthorized")
            response.Headers.WWWAuthenticate = "Bearer";
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Default.ApiProblem);
        response.ContentType = "application/problem+json";
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    private static ApiProblem? BareStatus(HttpContext http) => http.Response.StatusCode switch
    {
        404 => Problem.NotFound($"There is nothing at {http.Request.Path}. The OpenAPI document lists what there is.").Problem,
        405 => Problem.MethodNotAllowed($"{http.Request.Path} does not know {http.Request.Method}; it knows {http.Response.Headers.Allow}.").Problem,
        415 => Problem.UnsupportedMediaType().Problem,
        >= 400 and var status => Problem.Of(status, "Bad request", "invalid_request", "The request cannot be answered.").Problem,
        _ => null,
    };

    private ApiProblem ProblemOf(HttpContext http, Exception failure)
    {
        switch (failure)
        {
            case ApiProblemException known:
                return known.Problem;
            case JsonException wrong:
                return Problem.InvalidRequest($"The body is not what {http.Request.Path} takes: {FirstSentence(wrong.Message)}").Problem;
            case BadHttpRequestException { StatusCode: 413 }:
                return Problem.TooLarge($"The body is larger than {Requests.MostBodyBytes >> 20} MiB, the most that is read.").Problem;
            case BadHttpRequestException bad:
                return Problem.Of(bad.StatusCode, "Bad request", "invalid_request", bad.Message).Problem;
            case RevisionGoneException gone:
                return Problem.RevisionGone(gone.Message).Problem;
            case StoreConflictException conflict:
                return Problem.Conflict($"{conflict.Message} Look again, then repeat.").Problem;
            case StoreUnavailableException { Trouble: StoreTrouble.Full } full:
                return Problem.StoreFull(full.Message).Problem;
            case StoreUnavailableException unavailable:
                return Problem.StoreUnavailable(unavailable.Message).Problem;
            case LinkException line:
                return Problem.WorkerUnreachable(line.Message).Problem;
            default:
                LogFailed(http.Request.Method, http.Request.Path, failure);
                return Problem.Internal().Problem;
        }
    }

    // What follows tells of types and paths within the server.
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + 1)];
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(string method, PathString path, Exception failure);

    [LoggerMessage(LogLevel.Debug, "The answer to {Path} broke off: {Reason}")]
    private partial void LogBroken(PathString path, string reason);
}
