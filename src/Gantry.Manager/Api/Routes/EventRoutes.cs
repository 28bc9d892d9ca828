using Gantry.Manager.Api.Watch;
using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class EventRoutes
{
    private const int DefaultLimit = 100;
    private const int MostAtOnce = 10_000;

    public static void MapEvents(this RouteTable routes, ControlApi api) =>
        routes.Stream(
            "/v1/events",
            new RouteRule(Access.Read, "What happened, oldest first.")
            {
                Response = typeof(Listed<EventItem>),
                Headers = RouteTable.WatchHeaders,
                CanWatch = true,
                Problems = [410, 503],
                Query =
                [
                    ("since", "Only from this time on; or, with watch, a revision to go on from."),
                    ("until", "Only before this time."),
                    ("stack", "Only of this stack."),
                    ("service", "Only of this service: its name, or stack_service."),
                    ("type", "Only types that begin so: stack.deployed, or stack. for all of stacks; several with commas."),
                    ("limit", $"How many of the newest that pass the other parameters; {DefaultLimit} unless said, {MostAtOnce} at most."),
                    ("watch", "true: server-sent events."),
                ],
            },
            async (http, ct) =>
            {
                if (http.WantsEvents)
                    await new EventFeedStream(api.Store, api.Time, FilterOf(http)).RunAsync(http, QueryOf(http, api.Store), ct);
                else
                    await RouteTable.WriteAsync(http, await ListAsync(api.Store, http, ct), ApiJson.Default.ListedEventItem);
            });

    private static async Task<Listed<EventItem>> ListAsync(StateStore store, HttpContext http, CancellationToken ct)
    {
        var revision = store.Current.Revision;
        var items = await EventFeedStream.ReadAsync(store, QueryOf(http, store), ct);
        return new Listed<EventItem>(items, revision.ToString());
    }

    private static EventQuery QueryOf(HttpContext http, StateStore store) =>
        new(Revision.None with { Epoch = store.Current.Revision.Epoch }, http.QueryNumber("limit", MostAtOnce) ?? DefaultLimit)
        {
            // A revision is no time: it is where a watch goes on.
            Since = Revision.TryParse(http.QueryText("since"), out _) && http.WantsEvents ? null : http.QueryTime("since"),
            Until = http.QueryTime("until"),
            Newest = true,
            Wanted = FilterOf(http).Wants,
        };

    private static EventFilter FilterOf(HttpContext http) => new(
        http.QueryText("stack"),
        http.QueryText("service"),
        http.QueryText("type")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
