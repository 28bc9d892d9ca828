using Gantry.Manager.State;

namespace Gantry.Tests.Manager.State;

/// <summary>What a store tells of its past, to watchers and as events, whatever it is kept in. One run on each backend.</summary>
public abstract class StoreHistoryContract(TestedBackend backend) : OpenStore(backend)
{
    [Fact]
    public async Task A_watch_tells_every_commit_in_order_with_old_and_new()
    {
        var start = Store.Current.Revision;
        await WriteAsync(tx =>
        {
            tx.Put(Nouns.Stack("shop"));
            tx.AddEvent(Nouns.Event("made"));
        });
        await WriteAsync(tx => tx.Put(Nouns.Stack("shop", revision: 2)));
        await WriteAsync(tx => tx.Remove(Nouns.Stack("shop")));

        var sets = await Store.WatchAsync(start, Ct).Take(3).ToListAsync(Ct);

        Assert.Equal([start.Number + 1, start.Number + 2, start.Number + 3], sets.Select(s => s.Revision.Number));
        Assert.Equal("made", Assert.Single(sets[0].Events).Message);
        var changes = sets.Select(s => Assert.IsType<Change.Of<Gantry.Model.Stacks.Stack>>(Assert.Single(s.Changes))).ToList();
        Assert.Equal([(null, 1), (1, 2), (2, null)], changes.Select(c => (c.Old?.Revision, c.New?.Revision)));
    }

    [Fact]
    public async Task A_watch_waits_for_what_comes()
    {
        await using var watch = Store.WatchAsync(Store.Current.Revision, Ct).GetAsyncEnumerator(Ct);
        var next = watch.MoveNextAsync();
        var changed = Store.ChangedAsync(Store.Current.Revision, Ct);

        Assert.False(next.IsCompleted);
        Assert.False(changed.IsCompleted);
        await WriteAsync(tx => tx.Put(Nouns.Stack("shop")));

        Assert.True(await next);
        Assert.Equal(ObjectKey.OfStack("shop"), Assert.Single(watch.Current.Changes).Key);
        await changed;
    }

    [Fact]
    public async Task A_watch_from_a_foreign_or_future_revision_is_told_to_list_again()
    {
        var now = Store.Current.Revision;

        await GoneAsync(now with { Epoch = 2 });
        await GoneAsync(now.Next);

        async Task GoneAsync(Revision revision) => await Assert.ThrowsAsync<RevisionGoneException>(
            async () => await Store.WatchAsync(revision, Ct).FirstAsync(Ct));
    }

    [Fact]
    public async Task Events_are_read_by_revision_time_and_number()
    {
        var first = await WriteEventsAsync("a", "b");
        var second = await WriteEventsAsync("c");
        await WriteEventsAsync("d", "e");

        Assert.Equal("abcde", await ReadAsync(new EventQuery(Revision.None, 100)));
        Assert.Equal("cde", await ReadAsync(new EventQuery(first.Revision, 100)));
        Assert.Equal("cd", await ReadAsync(new EventQuery(first.Revision, 2)));
        Assert.Equal("de", await ReadAsync(new EventQuery(Revision.None, 2) { Newest = true }));
        Assert.Equal("cde", await ReadAsync(new EventQuery(Revision.None, 100) { Since = Nouns.Time.AddMinutes(second.Revision.Number) }));
        Assert.Equal("ab", await ReadAsync(new EventQuery(Revision.None, 100) { Until = Nouns.Time.AddMinutes(second.Revision.Number) }));
        Assert.Equal("b", await ReadAsync(new EventQuery(Revision.None, 1) { Newest = true, Wanted = e => e.Message is "a" or "b" }));
        Assert.Equal("a", await ReadAsync(new EventQuery(Revision.None, 1) { Wanted = e => e.Message is "a" or "b" }));

        await ReopenAsync();
        Assert.Equal("abcde", await ReadAsync(new EventQuery(Revision.None, 100)));
    }

    [Fact]
    public async Task Old_events_go_and_newer_ones_stay()
    {
        await WriteEventsAsync("a", "b");
        var second = await WriteEventsAsync("c");

        await Store.CompactEventsAsync(Nouns.Time.AddMinutes(second.Revision.Number) + StateStore.EventsKeptFor, Ct);

        Assert.Equal("c", await ReadAsync(new EventQuery(Revision.None, 100)));
    }

    [Fact]
    public async Task The_oldest_events_go_when_there_are_too_many()
    {
        await WriteEventsAsync("old");
        for (var batch = 0; batch < 10; batch++)
            await WriteEventsAsync([.. Enumerable.Repeat($"{batch}", StateStore.EventsKept / 10)]);

        await Store.CompactEventsAsync(Nouns.Time, Ct);

        var kept = await Store.ReadEventsAsync(new EventQuery(Revision.None, int.MaxValue), Ct);
        Assert.Equal(StateStore.EventsKept, kept.Count);
        Assert.Equal("0", kept[0].Event.Message);
    }

    [Fact]
    public async Task A_watcher_misses_nothing_by_a_compaction_and_after_a_restart_is_sent_to_list_again()
    {
        var seen = Store.Current.Revision;
        await WriteEventsAsync("a");
        var last = await WriteEventsAsync("b");

        await Store.CompactEventsAsync(Nouns.Time + StateStore.EventsKeptFor + TimeSpan.FromDays(1), Ct);
        Assert.Equal("", await ReadAsync(new EventQuery(Revision.None, 100)));
        Assert.Equal(["a", "b"], Store.ChangesAfter(seen).SelectMany(s => s.Events).Select(e => e.Message));

        await ReopenAsync();
        Assert.Throws<RevisionGoneException>(() => Store.ChangesAfter(seen));
        Assert.Empty(Store.ChangesAfter(last.Revision));
    }

    private Task<Snapshot> WriteEventsAsync(params string[] messages) => WriteAsync(tx =>
    {
        foreach (var message in messages)
            tx.AddEvent(Nouns.Event(message, TimeSpan.FromMinutes(Store.Current.Revision.Number + 1)));
    });

    private async Task<string> ReadAsync(EventQuery query) =>
        string.Concat((await Store.ReadEventsAsync(query, Ct)).Select(e => e.Event.Message));
}
