using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Telemetry;

/// <summary>Swagger UI from within the binary: it works without the internet. Its licence lies beside it.</summary>
internal static class SwaggerFiles
{
    private const string Prefix = "swagger/";

    private static readonly Dictionary<string, string> Types = new()
    {
        ["index.html"] = "text/html; charset=utf-8",
        ["start.js"] = "text/javascript; charset=utf-8",
        ["swagger-ui-bundle.js"] = "text/javascript; charset=utf-8",
        ["swagger-ui.css"] = "text/css; charset=utf-8",
        ["LICENSE"] = "text/plain; charset=utf-8",
        ["NOTICE"] = "text/plain; charset=utf-8",
    };

    public static async Task SendAsync(HttpContext http, string name)
    {
        var file = name.Length == 0 ? "index.html" : name;
        if (!Types.TryGetValue(file, out var type) || typeof(SwaggerFiles).Assembly.GetManifestResourceStream(Prefix + file) is not { } content)
            throw Problem.NotFound($"There is no file '{file}' here.");

        await using (content)
        {
            http.Response.ContentType = type;
            http.Response.ContentLength = content.Length;
            http.Response.Headers["Content-Security-Policy"] = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
            if (!HttpMethods.IsHead(http.Request.Method))
                await content.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
    }
}
