using Gantry.Manager.Control;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.Api;

/// <summary>One line a request. Query values and headers are left out: they may hold what is nobody's business.</summary>
internal sealed partial class AccessLog(TimeProvider time, ILogger<AccessLog> log)
{
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (!log.IsEnabled(LogLevel.Debug))
        {
            await next(http);
            return;
        }

        var begun = time.GetTimestamp();
        await next(http);
        var caller = http.Features.Get<Caller>()?.Name ?? "-";
        LogAnswered(http.Request.Method, http.Request.Path, http.Response.StatusCode, caller, (long)time.GetElapsedTime(begun).TotalMilliseconds);
    }

    [LoggerMessage(LogLevel.Debug, "{Method} {Path} {Status} {Caller} {Milliseconds} ms")]
    private partial void LogAnswered(string method, PathString path, int status, string caller, long milliseconds);
}
