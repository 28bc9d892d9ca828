using System.Text;
using System.Text.Json;
using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.Api.Telemetry;

/// <summary>What anybody who reaches the telemetry port may see: nothing secret is on it.</summary>
internal static class TelemetryMapping
{
    /// <param name="openApi">The control API's document as JSON.</param>
    public static void MapTelemetry(this WebApplication app, StateStore store, NodeUsages usages, SystemFacts facts, TimeProvider time, Func<CancellationToken, Task<byte[]>> openApi)
    {
        var problems = new ProblemAnswers(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger<ProblemAnswers>());
        app.Use(next => http => problems.InvokeAsync(http, next));

        Get(app, "/health", "Whether the process answers.", http => TextAsync(http, "application/json", """{"status":"ok"}"""));
        Get(app, "/ready", "Whether it can do its work: store, worker, engine.", http => ReadyAsync(http, facts));
        Get(app, "/metrics", "Counts in Prometheus' text form.", http => TextAsync(http, "text/plain; version=0.0.4; charset=utf-8", Metrics.Text(store, usages, facts, time)));
        Get(app, "/openapi/v1.json", "The control API's OpenAPI document.", async http => await BytesAsync(http, "application/json", await openApi(http.RequestAborted)));
        Get(app, "/swagger/{file?}", "Swagger UI.", SwaggerAsync);
        ControlApiMapping.RefuseUnruled(app);
    }

    private static void Get(WebApplication app, string pattern, string summary, RequestDelegate handler) =>
        app.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], handler).WithMetadata(new RouteRule(Access.Public, summary));

    private static async Task ReadyAsync(HttpContext http, SystemFacts facts)
    {
        var checks = await facts.Checks(http.RequestAborted);
        var item = new ReadyItem(checks.All(c => c.Problem is null), checks);
        http.Response.StatusCode = item.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await BytesAsync(http, "application/json", JsonSerializer.SerializeToUtf8Bytes(item, ApiJson.Default.ReadyItem));
    }

    private static Task SwaggerAsync(HttpContext http)
    {
        // A route matches with and without the last slash, but the page names its files relative to one.
        if (http.Request.Path != "/swagger")
            return SwaggerFiles.SendAsync(http, http.RouteText("file"));
        http.Response.Redirect("/swagger/");
        return Task.CompletedTask;
    }

    private static Task TextAsync(HttpContext http, string type, string text) => BytesAsync(http, type, Encoding.UTF8.GetBytes(text));

    private static Task BytesAsync(HttpContext http, string type, byte[] body)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
