using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Manager.Api.OpenApi;
using Gantry.Manager.Api.Watch;
using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Manager.Api;

/// <summary>Puts routes in place. Each says who may use it and what it answers, or it is not there.</summary>
/// <param name="stopping">The server goes down: streams end, their clients come again.</param>
internal sealed class RouteTable(IEndpointRouteBuilder routes, ControlApi api, RepeatedRequests repeats, CancellationToken stopping)
{
    /// <summary>What an answer understands that can be watched.</summary>
    public static readonly IReadOnlyList<(string, string)> WatchQuery =
    [
        ("watch", "true: server-sent events, first the list, then each change."),
        ("since", "With watch: a revision to go on from, without the list."),
    ];

    private static readonly (string, string)[] ChangeQuery = [("dryRun", "true: only say what would change.")];

    private static readonly (string, string)[] ChangeHeaders =
    [
        ("Idempotency-Key", "The same key with the same request within ten minutes gets the same answer."),
        ("If-Match", "The ETag that was read before; 412 when it has changed."),
    ];

    /// <summary>A list that can be watched.</summary>
    /// <param name="feed">Reads the query.</param>
    public void List<T>(string pattern, string summary, Func<HttpContext, Feed<T>> feed, params (string, string)[] query)
        where T : class =>
        Stream(pattern, new RouteRule(Access.Read, summary) { Query = [.. query, .. WatchQuery], Response = typeof(Listed<T>) }, (http, ct) =>
        {
            var asked = feed(http);
            if (http.WantsEvents)
                return new FeedStream<T>(asked, api.Store, api.Time).RunAsync(http, http.ResumesAfter, ct);
            var state = api.Store.Current;
            return WriteAsync(http, new Listed<T>([.. asked.List(state)], state.Revision.ToString()), asked.ListType);
        });

    /// <param name="read">
    /// Gives the item and its ETag, null has none. It guards changes alone (If-Match): what is observed, as the number of
    /// running tasks, moves without it, so it must never answer 304.
    /// </param>
    public void One<T>(string pattern, string summary, Func<HttpContext, Snapshot, (T Item, string? ETag)> read, JsonTypeInfo<T> type) =>
        Map([HttpMethods.Get], pattern, new RouteRule(Access.Read, summary) { Response = typeof(T) }, http =>
        {
            var (item, etag) = read(http, api.Store.Current);
            http.Response.Headers.ETag = etag;
            return WriteAsync(http, item, type);
        });

    /// <summary>As <see cref="One"/>, for what is kept as it is sent.</summary>
    public void Page(string pattern, string summary, Type type, Func<HttpContext, Snapshot, (byte[] Page, string ETag)> read) =>
        Map([HttpMethods.Get], pattern, new RouteRule(Access.Read, summary) { Response = type }, http =>
        {
            var (page, etag) = read(http, api.Store.Current);
            http.Response.Headers.ETag = etag;
            return WriteAsync(http, new ApiAnswer(StatusCodes.Status200OK, page));
        });

    public void Read<T>(
        string pattern, string summary, Func<HttpContext, CancellationToken, Task<T>> read, JsonTypeInfo<T> type, params (string, string)[] query) =>
        Map([HttpMethods.Get], pattern, new RouteRule(Access.Read, summary) { Response = typeof(T), Query = query }, async http =>
            await WriteAsync(http, await read(http, http.RequestAborted), type));

    /// <summary>A change that makes a deployment.</summary>
    public void Change<TRequest>(
        string method, string pattern, string summary, Func<ChangeRequest, ValueTask<ChangeReport>> change, params (string, string)[] query) =>
        Answer(
            method,
            pattern,
            new RouteRule(Access.Write, summary)
            {
                Query = query,
                Request = typeof(TRequest) == typeof(NoBody) ? null : typeof(TRequest),
                Response = typeof(ChangeAnswer),
            },
            async request => ChangeAnswers.Of(await change(request)));

    /// <summary>Anything else that changes something. It heeds <see cref="ChangeRequest.IsDryRun"/> and <c>If-Match</c>, as all changes do.</summary>
    public void Answer(string method, string pattern, RouteRule rule, Func<ChangeRequest, Task<ApiAnswer>> change) =>
        Map(
            [method],
            pattern,
            rule with { Query = [.. ChangeQuery, .. rule.Query], Headers = ChangeHeaders },
            http => AnswerAsync(http, takesBody: rule.Request is not null, change));

    /// <summary>An answer that may go on until the client leaves.</summary>
    public void Stream(string pattern, RouteRule rule, Func<HttpContext, CancellationToken, Task> stream, params string[] methods) =>
        Map(methods.Length > 0 ? methods : [HttpMethods.Get], pattern, rule, async http =>
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            try
            {
                await stream(http, ending.Token);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // Cut, not ended: a client that wants more knows that there is more, and comes again.
                http.Abort();
            }
        });

    public static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type)
    {
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(http.Response.BodyWriter, value, type, http.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext http, bool takesBody, Func<ChangeRequest, Task<ApiAnswer>> change)
    {
        var request = await ChangeRequest.ReadAsync(http);
        if (!takesBody)
            request.RefuseBody();
        await WriteAsync(http, await repeats.OnceAsync(request, () => change(request)));
    }

    private static Task WriteAsync(HttpContext http, ApiAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        if (answer.Body.Length == 0)
            return Task.CompletedTask;
        http.Response.ContentType = answer.ContentType;
        http.Response.Headers.ContentLength = answer.Body.Length;
        return http.Response.Body.WriteAsync(answer.Body, http.RequestAborted).AsTask();
    }

    // OpenAPI looks for the method behind a route; a plain delegate spares the start-up the compilation of forty handlers.
    private void Map(string[] methods, string pattern, RouteRule rule, RequestDelegate handler)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{methods[0]} {pattern}");
        routes.MapMethods(pattern, methods, handler).WithMetadata([rule, handler.Method, .. rule.Described()]).WithDisplayName(name);
    }
}
