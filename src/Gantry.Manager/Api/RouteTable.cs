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
    /// <summary>Of what is watched from its newest state on, whatever was seen of it before.</summary>
    public static readonly (string, string) WatchFlag = ("watch", "true: server-sent events, first what is there now, then each change.");

    /// <summary>What an answer understands that can be watched.</summary>
    public static readonly IReadOnlyList<(string, string)> WatchQuery =
    [
        WatchFlag,
        ("since", "With watch: a revision to go on from, without the list."),
    ];

    /// <summary>What a watch that goes on reads beside its query.</summary>
    public static readonly IReadOnlyList<(string, string)> WatchHeaders = [("Last-Event-ID", "With watch: the id of the last event that was read, to go on behind it.")];

    /// <summary>For what may be made only once.</summary>
    public static readonly IReadOnlyList<(string, string)> CreationHeaders = [("If-None-Match", "*: only where there is none yet, else 412.")];

    private static readonly (string, string)[] ChangeQuery = [("dryRun", "true: only say what would change.")];

    private static readonly (string, string)[] ChangeHeaders =
    [
        ("Idempotency-Key", "The same key with the same request within ten minutes gets the same answer."),
        ("If-Match", "The ETag that was read before; 412 when it has changed."),
    ];

    // Of its names, its state, its body and the store that it is written to.
    private static readonly int[] ChangeProblems = [404, 409, 412, 413, 422, 503, 507];

    /// <summary>A list that can be watched.</summary>
    /// <param name="feed">Reads the query.</param>
    /// <param name="problems">Statuses that come of what the query or the address names.</param>
    public void List<T>(string pattern, string summary, Func<HttpContext, Feed<T>> feed, int[] problems, params (string, string)[] query)
        where T : class =>
        Stream(pattern, ListRule<T>(summary, problems, query), (http, ct) =>
        {
            var asked = feed(http);
            if (http.WantsEvents)
                return new FeedStream<T>(asked, api.Store, api.Time).RunAsync(http, http.ResumesAfter, ct);
            var state = api.Store.Current;
            return WriteAsync(http, new Listed<T>([.. asked.List(state)], state.Revision.ToString()), asked.ListType);
        });

    public void List<T>(string pattern, string summary, Func<HttpContext, Feed<T>> feed)
        where T : class =>
        List(pattern, summary, feed, []);

    /// <param name="read">
    /// Gives the item and its ETag, null has none. It guards changes alone (If-Match): what is observed, as the number of
    /// running tasks, moves without it, so it must never answer 304.
    /// </param>
    public void One<T>(string pattern, string summary, Func<HttpContext, Snapshot, (T Item, string? ETag)> read, JsonTypeInfo<T> type) =>
        Map([HttpMethods.Get], pattern, new RouteRule(Access.Read, summary) { Response = typeof(T), Problems = NamedIn(pattern) }, http =>
        {
            var (item, etag) = read(http, api.Store.Current);
            http.Response.Headers.ETag = etag;
            return WriteAsync(http, item, type);
        });

    /// <summary>As <see cref="One"/>, for what is kept as it is sent.</summary>
    public void Page(string pattern, string summary, Type type, Func<HttpContext, Snapshot, (byte[] Page, string ETag)> read) =>
        Map([HttpMethods.Get], pattern, new RouteRule(Access.Read, summary) { Response = type, Problems = NamedIn(pattern) }, http =>
        {
            var (page, etag) = read(http, api.Store.Current);
            http.Response.Headers.ETag = etag;
            return WriteAsync(http, new ApiAnswer(StatusCodes.Status200OK, page));
        });

    public void Read<T>(
        string pattern, string summary, Func<HttpContext, CancellationToken, Task<T>> read, JsonTypeInfo<T> type, params (string, string)[] query) =>
        Map([HttpMethods.Get], pattern, new RouteRule(Access.Read, summary) { Response = typeof(T), Query = query, Problems = query.Length > 0 ? [404, 409] : NamedIn(pattern) }, async http =>
            await WriteAsync(http, await read(http, http.RequestAborted), type));

    /// <summary>A change that makes a deployment.</summary>
    /// <param name="headers">Beside those that every change reads.</param>
    public void Change<TRequest>(
        string method,
        string pattern,
        string summary,
        Func<ChangeRequest, ValueTask<ChangeReport>> change,
        IReadOnlyList<(string, string)>? headers = null,
        params (string, string)[] query) =>
        Answer(
            method,
            pattern,
            new RouteRule(Access.Write, summary)
            {
                Query = query,
                Headers = headers ?? [],
                Request = typeof(TRequest) == typeof(NoBody) ? null : typeof(TRequest),
                Response = typeof(ChangeAnswer),
            },
            async request => ChangeAnswers.Of(await change(request)));

    /// <summary>Anything else that changes something. It heeds <see cref="ChangeRequest.IsDryRun"/> and <c>If-Match</c>, as all changes do.</summary>
    public void Answer(string method, string pattern, RouteRule rule, Func<ChangeRequest, Task<ApiAnswer>> change) =>
        Map(
            [method],
            pattern,
            rule with { Query = [.. ChangeQuery, .. rule.Query], Headers = [.. ChangeHeaders, .. rule.Headers], Problems = ChangeProblems },
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

    /// <summary>A part of the worker link. It is no part of the documented API: workers of a release speak to managers of it and the next.</summary>
    public void Link(string method, string pattern, Access access, string summary, Func<HttpContext, CancellationToken, Task> answer) =>
        Stream(pattern, new RouteRule(access, summary) { IsLink = true }, answer, method);

    public static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type)
    {
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(http.Response.BodyWriter, value, type, http.RequestAborted);
    }

    private static RouteRule ListRule<T>(string summary, int[] problems, (string, string)[] query) => new(Access.Read, summary)
    {
        Query = [.. query, .. WatchQuery],
        Headers = WatchHeaders,
        CanWatch = true,
        Problems = [.. problems, 410],
        Response = typeof(Listed<T>),
    };

    // A stack has one name; the others may be named by a part of it, which can mean several.
    private static int[] NamedIn(string pattern) => pattern.Contains("{service}", StringComparison.Ordinal)
        || pattern.Contains("{task}", StringComparison.Ordinal) || pattern.Contains("{node}", StringComparison.Ordinal)
        ? [404, 409]
        : pattern.Contains('{') ? [404] : [];

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
