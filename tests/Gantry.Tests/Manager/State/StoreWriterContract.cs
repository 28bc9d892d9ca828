using Gantry.Manager.State;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Manager.State;

/// <summary>What a store promises those who write at the same time, whatever it is kept in. One run on each backend.</summary>
public abstract class StoreWriterContract(TestedBackend backend) : OpenStore(backend)
{
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
        first.Put(Made.Service("web"));
        second.Put(Made.Service("web"));

        await Store.CommitAsync(first, Ct);

        await Assert.ThrowsAsync<StoreConflictException>(async () => await Store.CommitAsync(second, Ct));
        Assert.Throws<InvalidOperationException>(() => Store.Begin().Put(Made.Service("web")));
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
        var service = Made.Service("web");
        var task = Made.Task(service, slot: 1, node: null, TaskState.Pending);
        var node = Made.Ids.NextNode();
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
}
