using Gantry.Manager.State;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Watch;

/// <summary>One client that watches one list: first the list, then what changes, until one of them goes.</summary>
internal sealed class FeedStream<T>(Feed<T> feed, StateStore store, TimeProvider time)
    where T : class
{
    /// <summary>Proxies drop a line that is silent for a minute.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    // What the client has been told of and not been told is gone.
    private readonly HashSet<string> _known = [];
    private bool _knowsAll;

    /// <exception cref="RevisionGoneException">The client was away for too long: nothing was sent.</exception>
    public async Task RunAsync(HttpContext http, Revision? after, CancellationToken ct)
    {
        var events = new ServerEvents(http.Response);
        var at = after ?? store.Current.Revision;
        if (after is { } resumed)
            store.ChangesAfter(resumed);

        events.Begin();
        if (after is null)
            at = await SendListAsync(events, ct);
        await events.FlushAsync(ct);

        // Too slow to follow, it is cut; it comes again and hears that its revision is gone.
        while (true)
            at = await StepAsync(events, at, ct);
    }

    private async Task<Revision> SendListAsync(ServerEvents events, CancellationToken ct)
    {
        var state = store.Current;
        var items = feed.List(state).ToList();
        _known.UnionWith(items.Select(feed.IdOf));
        _knowsAll = true;
        await events.SendListAsync(state.Revision, new Listed<T>(items, state.Revision.ToString()), feed.ListType, ct);
        return state.Revision;
    }

    private async Task<Revision> StepAsync(ServerEvents events, Revision at, CancellationToken ct)
    {
        if (!await store.ChangedWithinAsync(at, KeepAlive, time, ct))
        {
            await events.KeepAliveAsync(at, ct);
            return at;
        }

        // Many commits between two looks make one event an item: the newest is what counts.
        var sets = store.ChangesAfter(at);
        var state = store.Current;
        if (sets.Count == 0)
            return at;
        at = sets[^1].Revision;
        var touched = sets.SelectMany(s => s.Changes).SelectMany(c => feed.Touched(state, c)).Distinct();
        var changes = touched.Select(id => ChangeOf(state, id, at)).OfType<ChangeItem<T>>().ToList();
        await events.SendChangesAsync(at, changes, feed.ChangeType, ct);
        await events.FlushAsync(ct);
        return at;
    }

    private ChangeItem<T>? ChangeOf(Snapshot state, string id, Revision at)
    {
        if (feed.Find(state, id) is { } item)
        {
            _known.Add(id);
            return new ChangeItem<T>("put", id, at.ToString(), item);
        }

        // A client that resumed may know it from before.
        return _known.Remove(id) || !_knowsAll ? new ChangeItem<T>("removed", id, at.ToString(), null) : null;
    }
}
