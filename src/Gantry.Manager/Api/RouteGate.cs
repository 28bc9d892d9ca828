using Gantry.Manager.Control;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api;

/// <summary>The one place that decides whether a request goes on to its route.</summary>
internal sealed class RouteGate(Func<HttpContext, Caller?> authenticate)
{
    private static readonly string[] TokenNames = ["token", "access_token", "api_key", "apikey", "authorization", "bearer"];

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        // Addresses end in logs, histories and proxies: a token in one is no secret any more.
        if (http.Request.QueryString.HasValue && http.Request.Query.Keys.Any(IsTokenName))
            throw Problem.Unauthorized("A token in the address is not read, and is not secret any more: replace it. Send it as 'Authorization: Bearer TOKEN'.");

        // No route, or the one that says 'wrong method': there is nothing to guard.
        if (http.GetEndpoint()?.Metadata.GetMetadata<RouteRule>() is not { } rule)
            return next(http);
        if (rule.Access != Access.Public)
            http.Features.Set(Admit(http, rule));
        if (http.Request.QueryString.HasValue)
            RefuseUnknown(http.Request, rule);
        RefuseUnreadCondition(http.Request, rule);
        return next(http);
    }

    private Caller Admit(HttpContext http, RouteRule rule)
    {
        var caller = authenticate(http) ?? throw Problem.Unauthorized("This needs a token that the cluster knows: send it as 'Authorization: Bearer TOKEN'.");
        return caller.Access >= rule.Access
            ? caller
            : throw Problem.Forbidden($"{caller.Name} may {Words(caller.Access)}; this needs the right to {Words(rule.Access)}.");
    }

    // A misspelt dryRun that is not read is a change that nobody asked for.
    private static void RefuseUnknown(HttpRequest request, RouteRule rule)
    {
        foreach (var name in request.Query.Keys)
        {
            if (rule.Query.Any(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase)))
                continue;
            var known = rule.Query.Count > 0 ? $"It reads {string.Join(", ", rule.Query.Select(q => q.Name))}." : "It reads none.";
            throw Problem.InvalidRequest($"{request.Method} {request.Path} knows no query parameter '{name}'. {known}");
        }
    }

    // A condition that is not read is a change that its sender did not want.
    private static void RefuseUnreadCondition(HttpRequest request, RouteRule rule)
    {
        if (rule.Access > Access.Read && request.Headers.IfNoneMatch.Count > 0 && !rule.Headers.Any(h => h.Name == "If-None-Match"))
            throw Problem.InvalidRequest($"{request.Method} {request.Path} makes nothing new and reads no If-None-Match: leave it out, or send If-Match with an ETag.");
    }

    private static bool IsTokenName(string name) => TokenNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string Words(Access access) => access switch
    {
        Access.Public => "see what is public",
        Access.Read => "read",
        Access.Write => "change stacks",
        Access.Admin => "administer the cluster",
        _ => throw new ArgumentOutOfRangeException(nameof(access), access, "No such access."),
    };
}
