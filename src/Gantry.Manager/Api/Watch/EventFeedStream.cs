using Gantry.Manager.State;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Watch;

/// <summary>One client that reads events as they happen.</summary>
internal sealed class EventFeedStream(StateStore store, TimeProvider time, EventFilter filter)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <param name="query">For the list that comes first.</param>
    public async Task RunAsync(HttpContext http, EventQuery query, CancellationToken ct)
    {
        var events = new ServerEvents(http.Response);

        // As since, events also take a time: that is for the list.
        var after = http.LastEvent ?? (Revision.TryParse(http.QueryText("since"), out var since) ? since : null);
        var isResumed = after is not null;
        var at = after ?? store.Current.Revision;
        if (isResumed)
            store.ChangesAfter(at);

        events.Begin();
        if (!isResumed)
            await events.SendListAsync(at, new Listed<EventItem>(await ReadAsync(store, query, ct), at.ToString()), ApiJson.Default.ListedEventItem, ct);
        await events.FlushAsync(ct);
        while (true)
        {
            foreach (var set in store.ChangesAfter(at))
            {
                await SendAsync(events, set, ct);
                at = set.Revision;
            }

            await events.FlushAsync(ct);
            if (!await store.ChangedWithinAsync(at, KeepAlive, time, ct))
                await events.KeepAliveAsync(at, ct);
        }
    }

    /// <summary>The newest events that the query lets pass, oldest first.</summary>
    public static async Task<IReadOnlyList<EventItem>> ReadAsync(StateStore store, EventQuery query, CancellationToken ct)
    {
        var stored = await store.ReadEventsAsync(query, ct);
        return [.. stored.Select(e => new EventItem(e.Revision.ToString(), e.Event))];
    }

    private async Task SendAsync(ServerEvents events, ChangeSet set, CancellationToken ct)
    {
        var at = set.Revision.ToString();
        var changes = set.Events.Where(filter.Wants).Select(e => new ChangeItem<EventItem>("put", at, at, new EventItem(at, e))).ToList();
        await events.SendChangesAsync(set.Revision, changes, ApiJson.Default.ChangeItemEventItem, ct);
    }
}
