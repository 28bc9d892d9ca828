using Gantry.Manager.State;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Manager.State;

/// <summary>What a store promises of its objects and transactions, whatever it is kept in. One run on each backend.</summary>
public abstract class StateStoreContract(TestedBackend backend) : OpenStore(backend)
{
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
        var service = Made.Service("web");
        var node = Made.Node("n1");
        var task = Made.Task(service, slot: 1, node.Id);
        var deployment = Made.Deployment();
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
        var service = Made.Service("web");
        var node = Made.Node("n1");
        var tx = Store.Begin();

        tx.Put(service);
        tx.Put(Made.Task(service, slot: 1, node.Id));

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
        var service = Made.Service("web");
        await WriteAsync(tx =>
        {
            tx.Put(service);
            for (var slot = 1; slot <= 200; slot++)
                tx.Put(Made.Task(service, slot));
        });

        var tx = Store.Begin();
        foreach (var task in tx.State.TasksOf(service.Id))
            tx.Remove(task.Id);
        Assert.Empty(tx.State.TasksOf(service.Id));
        Assert.Empty(tx.State.Tasks);
        Assert.Equal(200, Store.Current.Tasks.Count());
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
        var task = Made.Task(Made.Service("web"), slot: 1, Made.Ids.NextNode(), TaskState.Running);
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
    public async Task A_transaction_says_when_it_is_full_while_a_quarter_is_left_for_the_step_that_is_under_way()
    {
        var tx = Store.Begin();
        for (var n = 0; !tx.IsFull; n++)
            tx.Put(Nouns.Registry($"{n}"));

        Assert.Equal((3_072, 0), (tx.Operations, tx.Room));
        for (var n = 0; n < 1_024; n++)
            tx.Put(Nouns.Volume($"{n}"));
        await Store.CommitAsync(tx, Ct);

        var overfull = Store.Begin();
        for (var n = 0; n <= 4_096; n++)
            overfull.Put(Nouns.Volume($"over-{n}"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.CommitAsync(overfull, Ct));
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
}
