using Gantry.Manager.State;
using Gantry.Model.Ids;
using Gantry.Model.Tasks;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.State;

/// <summary>What a store promises, whatever it is kept in. One run on each backend.</summary>
public abstract class StateStoreContract : IAsyncLifetime
{
    private readonly Nouns _nouns = new();
    private readonly ManualTime _time = new();
    private StateStore? _store;

    private StateStore Store => _store ?? throw new InvalidOperationException("Not opened.");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        await CleanAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_new_store_has_a_cluster_id_and_keeps_it()
    {
        var settings = Store.Current.Settings;

        await ReopenAsync();

        Assert.Equal(settings, Store.Current.Settings);
        Assert.Equal(new Revision(1, 1), Store.Current.Revision);
    }

    [Fact]
    public async Task Every_noun_is_there_again_after_a_restart_with_its_revision()
    {
        var service = _nouns.Service("web");
        var node = _nouns.Node("n1");
        var task = _nouns.Task(service, slot: 1, node.Id);
        var deployment = _nouns.Deployment();
        var written = await WriteAsync(tx =>
        {
            tx.Put(Nouns.Stack("shop"));
            tx.Put(Nouns.StackRevision("shop", 1));
            tx.Put(service);
            tx.Put(Nouns.Revision(service.Id, 1));
            tx.Put(node);
            tx.Put(task);
            tx.Put(Nouns.Network("shop_default"));
            tx.Put(Nouns.Volume("shop_data"));
            tx.Put(deployment);
            tx.Put(Nouns.Registry("registry.test"));
        });
        await WriteAsync(tx => tx.Put(Nouns.Stack("other")));

        await ReopenAsync();

        var read = Store.Current;
        Assert.Equal(written.Revision.Next, read.Revision);
        Assert.Equal(written.Revision, read.ModifiedAt(ObjectKey.OfStack("shop")));
        Assert.Equal(1, read.FindStack("shop")?.Revision);
        Assert.Equal([1, 2, 3], read.FindStackRevision("shop", 1)?.Bundle ?? []);
        Assert.Equal(service.FullName, read.Find(service.Id)?.FullName);
        Assert.Equal("hash", read.FindRevision(service.Id, 1)?.Hash);
        Assert.Equal(node.Id, read.FindNode("n1")?.Id);
        Assert.Equal(task.Id, Assert.Single(read.TasksOn(node.Id)).Id);
        Assert.Equal("shop_default", Assert.Single(read.NetworksOf("shop")).Name);
        Assert.Equal("shop_data", Assert.Single(read.VolumesOf("shop")).Name);
        Assert.Equal(deployment.Id, Assert.Single(read.DeploymentsOf("shop")).Id);
        Assert.Equal("ada", read.FindRegistry("registry.test")?.Username);
    }

    [Fact]
    public async Task What_was_removed_stays_away_after_a_restart()
    {
        await WriteAsync(tx =>
        {
            tx.Put(Nouns.Stack("shop"));
            tx.Put(Nouns.Stack("blog"));
        });
        await WriteAsync(tx => tx.Remove(Nouns.Stack("shop")));

        await ReopenAsync();

        Assert.Equal(["blog"], Store.Current.Stacks.Select(s => s.Name));
    }

    [Fact]
    public async Task A_transaction_sees_what_it_wrote_and_nobody_else_does()
    {
        var service = _nouns.Service("web");
        var node = _nouns.Node("n1");
        var tx = Store.Begin();

        tx.Put(service);
        tx.Put(_nouns.Task(service, slot: 1, node.Id));

        Assert.Single(tx.State.TasksOf(service.Id));
        Assert.Equal(1_000, tx.State.HeldOn(node.Id).MemoryBytes);
        Assert.Empty(Store.Current.Services);
        Assert.Empty(tx.Base.Services);

        await Store.CommitAsync(tx, Ct);
        Assert.Single(Store.Current.TasksOn(node.Id));
    }

    [Fact]
    public async Task An_enumeration_goes_on_undisturbed_while_its_transaction_writes()
    {
        var service = _nouns.Service("web");
        await WriteAsync(tx =>
        {
            tx.Put(service);
            for (var slot = 1; slot <= 200; slot++)
                tx.Put(_nouns.Task(service, slot));
        });

        var tx = Store.Begin();
        foreach (var task in tx.State.TasksOf(service.Id))
            tx.Remove(task.Id);
        Assert.Empty(tx.State.TasksOf(service.Id));
        Assert.Empty(tx.State.Tasks);
        Assert.Equal(200, Store.Current.Tasks.Count());
    }

    [Fact]
    public async Task Of_two_writers_of_one_object_the_second_is_refused_by_name()
    {
        await WriteAsync(tx => tx.Put(Nouns.Stack("shop")));
        var (first, second) = (Store.Begin(), Store.Begin());
        first.Put(Nouns.Stack("shop", revision: 2));
        second.Put(Nouns.Stack("shop", revision: 3));

        await Store.CommitAsync(first, Ct);
        var refused = await Assert.ThrowsAsync<StoreConflictException>(async () => await Store.CommitAsync(second, Ct));

        Assert.Equal(ObjectKey.OfStack("shop"), refused.Key);
        Assert.Contains("stack 'shop'", refused.Message);
        Assert.Equal(2, Store.Current.FindStack("shop")?.Revision);
    }

    [Fact]
    public async Task Writers_of_different_objects_do_not_meet()
    {
        var (first, second) = (Store.Begin(), Store.Begin());
        first.Put(Nouns.Stack("blog"));
        second.Put(Nouns.Stack("shop"));

        await Store.CommitAsync(first, Ct);
        var after = await Store.CommitAsync(second, Ct);

        Assert.Equal(["blog", "shop"], after.Stacks.Select(s => s.Name));
        Assert.Equal(after.Revision, after.ModifiedAt(ObjectKey.OfStack("shop")));
        Assert.True(after.Revision.IsAfter(after.ModifiedAt(ObjectKey.OfStack("blog")) ?? after.Revision));
    }

    [Fact]
    public async Task What_a_transaction_relied_on_must_not_have_changed()
    {
        await WriteAsync(tx => tx.Put(Nouns.Stack("shop")));
        var tx = Store.Begin();
        tx.ExpectUnchanged(ObjectKey.OfStack("shop"));
        tx.Put(Nouns.Network("shop_default"));

        await WriteAsync(other => other.Remove(Nouns.Stack("shop")));

        await Assert.ThrowsAsync<StoreConflictException>(async () => await Store.CommitAsync(tx, Ct));
        Assert.Null(Store.Current.FindNetwork("shop_default"));
    }

    [Fact]
    public async Task What_must_be_absent_may_not_appear_meanwhile()
    {
        var tx = Store.Begin();
        tx.ExpectAbsent(ObjectKey.OfStack("shop"));
        tx.Put(Nouns.Network("shop_default"));

        await WriteAsync(other => other.Put(Nouns.Stack("shop")));

        await Assert.ThrowsAsync<StoreConflictException>(async () => await Store.CommitAsync(tx, Ct));
        Assert.Throws<StoreConflictException>(() => Store.Begin().ExpectAbsent(ObjectKey.OfStack("shop")));
    }

    [Fact]
    public async Task Two_services_cannot_take_one_name_at_the_same_time()
    {
        var (first, second) = (Store.Begin(), Store.Begin());
        first.Put(_nouns.Service("web"));
        second.Put(_nouns.Service("web"));

        await Store.CommitAsync(first, Ct);

        await Assert.ThrowsAsync<StoreConflictException>(async () => await Store.CommitAsync(second, Ct));
        Assert.Throws<InvalidOperationException>(() => Store.Begin().Put(_nouns.Service("web")));
        Assert.Single(Store.Current.ServicesOf("shop"));
    }

    [Fact]
    public async Task An_update_that_loses_runs_again_on_the_newer_state()
    {
        await WriteAsync(tx => tx.Put(Nouns.Stack("shop", revision: 0)));

        var callers = Enumerable.Range(0, 40).Select(_ => Store.UpdateAsync(tx => Count(tx), Ct).AsTask());
        var results = await Task.WhenAll(callers);

        Assert.Equal(40, Store.Current.FindStack("shop")?.Revision);
        Assert.Equal(Enumerable.Range(1, 40), results.Order());

        static int Count(Transaction tx)
        {
            var stack = tx.State.FindStack("shop") ?? throw new InvalidOperationException("No stack.");
            tx.Put(stack with { Revision = stack.Revision + 1 });
            return stack.Revision + 1;
        }
    }

    [Fact]
    public async Task An_update_that_always_loses_throws_the_conflict_in_the_end()
    {
        await WriteAsync(tx => tx.Put(Nouns.Stack("shop", revision: 0)));
        var attempts = 0;

        await Assert.ThrowsAsync<StoreConflictException>(async () => await Store.UpdateAsync(Lose, Ct));

        Assert.InRange(attempts, 2, 100);

        int Lose(Transaction tx)
        {
            tx.Put(Nouns.Stack("shop", revision: -1));
            var rival = Store.Begin();
            rival.Put(Nouns.Stack("shop", revision: ++attempts));
            return Store.CommitAsync(rival, Ct).AsTask().ContinueWith(_ => 0, TaskScheduler.Default).GetAwaiter().GetResult();
        }
    }

    [Fact]
    public async Task Putting_what_is_already_so_is_no_commit()
    {
        var stack = Nouns.Stack("shop");
        await WriteAsync(tx => tx.Put(stack));
        var before = Store.Current;

        await WriteAsync(tx => tx.Put(stack with { Revision = stack.Revision }));

        Assert.Same(before, Store.Current);
    }

    [Fact]
    public async Task A_task_never_moves_back()
    {
        var task = _nouns.Task(_nouns.Service("web"), slot: 1, _nouns.Ids.NextNode(), TaskState.Running);
        await WriteAsync(tx => tx.Put(task));

        var refused = Assert.Throws<InvalidOperationException>(() => Store.Begin().Put(Nouns.Moved(task, TaskState.Ready)));
        Assert.Contains("Running", refused.Message);
        Assert.Contains("Ready", refused.Message);
        Assert.Throws<InvalidOperationException>(() =>
        {
            var tx = Store.Begin();
            tx.Put(task with { Desired = DesiredState.Shutdown });
            tx.Put(task with { Desired = DesiredState.Running });
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            var tx = Store.Begin();
            tx.Remove(task.Id);
            tx.Put(Nouns.Moved(task, TaskState.New));
        });
        Assert.Equal(3, Store.IllegalMoves);
    }

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

    [Fact]
    public async Task A_transaction_says_when_it_is_full()
    {
        var tx = Store.Begin();
        for (var n = 0; !tx.IsFull; n++)
            tx.Put(Nouns.Registry($"{n}"));

        Assert.Equal(4_096, tx.Operations);
        await Store.CommitAsync(tx, Ct);

        var overfull = Store.Begin();
        for (var n = 0; n <= 4_096; n++)
            overfull.Put(Nouns.Volume($"{n}"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.CommitAsync(overfull, Ct));
    }

    [Fact]
    public async Task Cancelled_means_not_committed()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var tx = Store.Begin();
        tx.Put(Nouns.Stack("shop"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync(tx, cancelled.Token));

        await WriteAsync(other => other.Put(Nouns.Stack("blog")));
        Assert.Equal(["blog"], Store.Current.Stacks.Select(s => s.Name));
    }

    [Fact]
    public async Task Writers_at_once_lose_nothing_and_each_has_a_revision_of_its_own()
    {
        var start = Store.Current.Revision.Number;

        var commits = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => WriteAsync(tx => tx.Put(Nouns.Stack($"s{n}")))));

        Assert.Equal(200, Store.Current.Stacks.Count());
        Assert.Equal(Enumerable.Range(1, 200).Select(n => start + n), commits.Select(c => c.Revision.Number).Order());
        Assert.All(commits.Index(), c => Assert.Equal(c.Item.Revision, c.Item.ModifiedAt(ObjectKey.OfStack($"s{c.Index}"))));
        await ReopenAsync();
        Assert.Equal(200, Store.Current.Stacks.Count());
    }

    [Fact]
    public async Task The_next_change_is_prepared_on_what_is_still_on_its_way()
    {
        var service = _nouns.Service("web");
        var task = _nouns.Task(service, slot: 1, node: null, TaskState.Pending);
        var node = _nouns.Ids.NextNode();
        await WriteAsync(tx => tx.Put(task));
        List<Task<Snapshot>> commits = [];

        // So many that some become durable together: where a task's row lies changes within one batch.
        HandIn(tx => tx.Put(Stored(tx) with { NodeId = node, Observed = task.Observed with { State = TaskState.Assigned } }));
        for (var restarts = 1; restarts <= 50; restarts++)
            HandIn(tx => tx.Put(Stored(tx) with { RestartCount = Stored(tx).RestartCount + 1 }));
        var written = await Task.WhenAll(commits);

        Assert.Equal(written.Select(w => w.Revision.Number).Order(), written.Select(w => w.Revision.Number));
        await ReopenAsync();
        Assert.Equal(50, Assert.Single(Store.Current.TasksOn(node)).RestartCount);

        ServiceTask Stored(Transaction tx) => tx.Find(task.Id) ?? throw new InvalidOperationException("Not there.");

        void HandIn(Action<Transaction> change)
        {
            var tx = Store.BeginAhead();
            change(tx);
            commits.Add(Store.CommitAsync(tx, Ct).AsTask());
        }
    }

    [Fact]
    public async Task Updates_in_a_pipeline_survive_others_that_write_the_same()
    {
        await WriteAsync(tx => tx.Put(Nouns.Stack("shop", revision: 0)));

        await Task.WhenAll(CountAsync(), CountAsync(), CountAsync());

        Assert.Equal(150, Store.Current.FindStack("shop")?.Revision);

        async Task CountAsync()
        {
            var updates = new UpdatePipeline(Store);
            List<Task> stored = [];
            for (var i = 0; i < 50; i++)
                stored.Add(await updates.AddAsync(tx => tx.Put(Nouns.Stack("shop", tx.State.FindStack("shop")!.Revision + 1)), Ct));
            await Task.WhenAll(stored);
        }
    }

    [Fact]
    public async Task A_committed_transaction_takes_nothing_more()
    {
        var tx = Store.Begin();
        tx.Put(Nouns.Stack("shop"));
        await Store.CommitAsync(tx, Ct);

        Assert.Throws<InvalidOperationException>(() => tx.Put(Nouns.Stack("blog")));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.CommitAsync(tx, Ct));
    }

    internal abstract IStateBackend Backend();

    protected virtual ValueTask CleanAsync() => ValueTask.CompletedTask;

    private Task<StateStore> OpenAsync() =>
        StateStore.OpenAsync(Backend(), IdSource.Seeded(1), _time, NullLogger<StateStore>.Instance, Ct);

    private async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        _store = await OpenAsync();
    }

    private async Task<Snapshot> WriteAsync(Action<Transaction> change)
    {
        var tx = Store.Begin();
        change(tx);
        return await Store.CommitAsync(tx, Ct);
    }

    private Task<Snapshot> WriteEventsAsync(params string[] messages) => WriteAsync(tx =>
    {
        foreach (var message in messages)
            tx.AddEvent(Nouns.Event(message, TimeSpan.FromMinutes(Store.Current.Revision.Number + 1)));
    });

    private async Task<string> ReadAsync(EventQuery query) =>
        string.Concat((await Store.ReadEventsAsync(query, Ct)).Select(e => e.Event.Message));
}
