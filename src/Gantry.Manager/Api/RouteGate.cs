using Gantry.Manager.Control;
using Gantry.Model.Nodes;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api;

/// <summary>The one place that decides whether a request goes on to its route.</summary>
/// <param name="refused">Told which node reached for what is not its own.</param>
internal sealed class RouteGate(Func<HttpContext, Caller?> authenticate, Action<NodeId, string> refused)
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
        var caller = authenticate(http) ?? throw Problem.Unauthorized(rule.Access == Access.Node
            ? "This is for nodes: connect with the certificate that the node got when it joined."
            : "This needs a token that the cluster knows: send it as 'Authorization: Bearer TOKEN'.");
        if (rule.Access == Access.Node || caller.Access == Access.Node)
            return AdmitNode(http, rule, caller);
        return caller.Access >= rule.Access
            ? caller
            : throw Problem.Forbidden($"{caller.Name} may {Words(caller.Access)}; this needs the right to {Words(rule.Access)}.");
    }

    private Caller AdmitNode(HttpContext http, RouteRule rule, Caller caller)
    {
        if (caller.Node is not { } node)
            throw Problem.Forbidden($"{caller.Name} is no node: the worker link is for nodes alone.");
        var asked = rule.Access == Access.Node ? $"the link of node {http.RouteText("node")}" : $"{http.Request.Method} {http.Request.Path}";
        if (rule.Access == Access.Node && http.RouteText("node") == node.ToString())
            return caller;
        refused(node, $"It asked for {asked}.");
        throw Problem.Forbidden($"A node's certificate opens that node's own link and nothing else, and node {node} asked for {asked}. This is on record.");
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
        Access.Node => "be a node",
        _ => throw new ArgumentOutOfRangeException(nameof(access), access, "No such access."),
    };
}
