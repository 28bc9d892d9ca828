using Gantry.Manager.Dispatch;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Tests.Testing;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Dispatch;

/// <summary>A node is told what changed for it, and nothing else.</summary>
public sealed class NodeAssignmentsTests
{
    private const string Front = "shop_front";
    private const string Back = "shop_back";

    private readonly StoreNouns _nouns = new();
    private readonly Transaction _tx = StoreNouns.Draft();
    private readonly Node _here;
    private readonly Node _there;
    private readonly Service _web;
    private readonly Service _db;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public NodeAssignmentsTests()
    {
        (_here, _there) = (_nouns.Node("n1"), _nouns.Node("n2"));
        _tx.Put(_here);
        _tx.Put(_there);
        (_web, _db) = (Service("web", Front, Back), Service("db", Back));
        Run(_web, _here, "10.128.0.2");
        Run(_db, _here, "10.128.0.130");
    }

    [Fact]
    public void Who_answers_on_a_network_is_told_again_only_where_it_changed()
    {
        var shared = SharedAssignments.Of(_tx.State);
        var told = NodeAssignments.For(shared, _here.Id);

        Run(_db, _there, "10.128.64.130");
        var next = NodeAssignments.For(SharedAssignments.Of(_tx.State, shared), _here.Id).Since(told, term: 1, version: 2);

        Assert.NotNull(next?.Networks);
        Assert.Equal([Back, Front], next.Networks.Select(n => n.Spec.Name));
        Assert.Null(next.Networks[1].Services);
        Assert.Equal(["10.128.0.130", "10.128.64.130"], (next.Networks[0].Services ?? []).Single(s => s.Service == "db").Replicas.Select(r => r.Address));
        Assert.Empty(next.Tasks);
    }

    [Fact]
    public void Of_the_services_of_a_network_those_are_told_again_that_changed_or_went()
    {
        var first = SharedAssignments.Of(_tx.State);
        Run(_db, _there, "10.128.64.130");
        var second = SharedAssignments.Of(_tx.State, first);
        _tx.Put(_web with { IsRemoved = true });
        var third = SharedAssignments.Of(_tx.State, second);

        var changed = OnBack(first, second);
        var gone = OnBack(second, third);

        Assert.Equal(["shop_db=2"], Said(changed));
        Assert.Equal(["shop_db=2", "shop_web=1"], Said(changed.AnsweredAfter(first.Names.On(Back))));
        Assert.Equal(["shop_web"], gone.GoneServices ?? []);
        Assert.Empty(Said(gone));
        Assert.Equal(["shop_db=2"], Said(gone.AnsweredAfter(second.Names.On(Back))));

        AssignedNetwork OnBack(SharedAssignments before, SharedAssignments now) =>
            Assert.IsType<Assignments>(NodeAssignments.For(now, _here.Id).Since(NodeAssignments.For(before, _here.Id), term: 1, version: 2)).Networks?[0] ?? throw new InvalidOperationException("Nothing was told.");

        static IEnumerable<string> Said(AssignedNetwork network) => (network.Services ?? []).Select(s => $"{s.FullName}={s.Replicas.Count}");
    }

    [Fact]
    public void What_happens_on_other_nodes_is_none_of_its_business()
    {
        var lone = Service("lone");
        var shared = SharedAssignments.Of(_tx.State);
        var told = NodeAssignments.For(shared, _here.Id);

        Run(lone, _there, address: null);
        var later = SharedAssignments.Of(_tx.State, shared);

        Assert.True(told.HoldsIn(later, _here.Id) && told.HasNamesOf(later));
        Assert.False(NodeAssignments.For(shared, _there.Id).HoldsIn(later, _there.Id));
        Assert.Null(NodeAssignments.For(later, _here.Id).Since(told, term: 1, version: 2));
    }

    [Fact]
    public void A_task_that_should_stop_is_told_to_its_node()
    {
        var task = Run(_web, _here, "10.128.0.3");
        var shared = SharedAssignments.Of(_tx.State);
        var told = NodeAssignments.For(shared, _here.Id);

        _tx.Put(task with { Desired = DesiredState.Shutdown });
        var later = SharedAssignments.Of(_tx.State, shared);

        Assert.False(told.HoldsIn(later, _here.Id));
        Assert.Equal([(task.Id, DesiredState.Shutdown)], NodeAssignments.For(later, _here.Id).Since(told, term: 1, version: 2)?.Tasks.Select(t => (t.Id, t.Desired)) ?? []);
    }

    [Fact]
    public void Names_wait_for_their_turn_and_tasks_do_not()
    {
        var time = new ManualTime();
        var pace = new NamesPace(time);
        var feed = new AssignmentFeed(_here.Id, pace, time);
        var shared = SharedAssignments.Of(_tx.State);
        Assert.True(feed.Next(shared, Ct)?.IsFull);
        var others = pace.TakeTurn(replicas: 1_000_000);

        Run(_db, _there, "10.128.64.130");
        var added = Run(_web, _here, "10.128.0.3");
        shared = SharedAssignments.Of(_tx.State, shared);
        var task = feed.Next(shared, Ct);
        var held = feed.NamesDue;
        time.Advance(TimeSpan.FromSeconds(2));
        var names = feed.Next(shared, Ct);

        Assert.Equal(TimeSpan.Zero, others);
        Assert.Equal([added.Id], task?.Tasks.Select(t => t.Id) ?? []);
        Assert.Null(task?.Networks);
        Assert.NotNull(held);
        Assert.Equal(2, names?.Networks?[0].Services?.Single(s => s.Service == "db").Replicas.Count);
        Assert.Null(feed.NamesDue);
        Assert.Null(feed.Next(shared, Ct));
    }

    [Fact]
    public void Who_dials_anew_while_names_are_told_to_others_hears_its_tasks_first()
    {
        var time = new ManualTime();
        var pace = new NamesPace(time);
        var feed = new AssignmentFeed(_here.Id, pace, time);
        pace.TakeTurn(replicas: 1_000_000);
        var shared = SharedAssignments.Of(_tx.State);

        var full = feed.Next(shared, Ct);
        time.Advance(TimeSpan.FromSeconds(2));
        var names = feed.Next(shared, Ct);

        Assert.True(full is { IsFull: true, Tasks.Count: 2, Networks.Count: 2 });
        Assert.All(full.Networks, n => Assert.Null(n.Services));
        Assert.All(names?.Networks ?? [], n => Assert.NotNull(n.Services));
        Assert.Equal(2, names?.Networks?.Count);
    }

    private Service Service(string name, params string[] networks)
    {
        var made = _nouns.Service(name);
        var service = made with { FileSpec = made.FileSpec with { Container = made.FileSpec.Container with { Networks = [.. networks.Select(n => new NetworkAttachment(n, []))] } } };
        _tx.Put(service);
        _tx.Put(StoreNouns.Revision(service.Id, 1) with { Container = service.Container });
        foreach (var network in networks)
            _tx.Put(StoreNouns.Network(network));
        return service;
    }

    private ServiceTask Run(Service service, Node node, string? address)
    {
        var task = _nouns.Task(service, 1, node.Id, TaskState.Running);
        task = task with { Observed = task.Observed with { Addresses = [.. service.Container.Networks.Take(address is null ? 0 : 2).Select(n => new TaskAddress(n.Network, address ?? ""))] } };
        _tx.Put(task);
        return task;
    }
}
