using Gantry.Manager.Schedule;
using Gantry.Manager.Schedule.Filters;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Tasks;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Schedule;

/// <summary>Services that go where another is, or is not: from the store to the node that is written on the task.</summary>
public sealed class AffinityTests
{
    private readonly StoreNouns _nouns = new();
    private readonly Transaction _tx = StoreNouns.Draft();

    public AffinityTests()
    {
        _tx.Put(new ClusterSettings(_nouns.Ids.NextCluster(), StoreNouns.Time));
        for (var i = 1; i <= 3; i++)
            _tx.Put(_nouns.Node($"n{i}"));
    }

    [Fact]
    public void A_service_goes_where_the_other_is_placed_in_the_same_round_whatever_they_are_called()
    {
        var api = Waiting("api", near: [new("web")]);
        var web = Waiting("web");

        Place();

        Assert.Equal(NodeOf(web), NodeOf(api));
    }

    [Fact]
    public void It_waits_while_the_other_is_nowhere_and_says_so()
    {
        var api = Waiting("api", near: [new("web")]);

        Place();

        Assert.Equal(
            "n1: affinity: needs a task of shop_web, has 0; n2: affinity: needs a task of shop_web, has 0; n3: affinity: needs a task of shop_web, has 0",
            _tx.Find(api)!.Observed.Message);
    }

    [Fact]
    public void One_that_must_not_meet_another_goes_elsewhere_and_waits_when_the_other_is_everywhere()
    {
        foreach (var node in _tx.State.Nodes.Where(n => n.Name != "n2"))
            Running("web", node);
        var api = Waiting("api", apart: [new("web")]);
        Place();
        Assert.Equal("n2", NodeOf(api));

        Running("web", _tx.State.FindNode("n2")!);
        var second = Waiting("api", slot: 2);
        Place();

        Assert.Contains("n2: anti-affinity: keeps away from shop_web, has 1 of it", _tx.Find(second)!.Observed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_does_the_other_come_to_it()
    {
        foreach (var node in _tx.State.Nodes.Where(n => n.Name != "n3"))
            Running("api", node, apart: [new("web")]);
        var web = Waiting("web");
        var second = Waiting("web", slot: 2);

        Place();

        Assert.Equal(("n3", "n3"), (NodeOf(web), NodeOf(second)));

        Running("api", _tx.State.FindNode("n3")!);
        var third = Waiting("web", slot: 3);
        Place();
        Assert.Contains("n1: anti-affinity of shop_api: has 1 of it, and it keeps away from shop_web", _tx.Find(third)!.Observed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_weight_it_only_prefers()
    {
        Running("web", _tx.State.FindNode("n2")!);
        Running("db", _tx.State.FindNode("n3")!);

        var near = Waiting("a", near: [new("web", 10)]);
        var apart = Waiting("b", near: [new("web", 10)], apart: [new("web", 20), new("db", 20)]);
        var nowhere = Waiting("c", near: [new("gone", 10)]);
        Place();

        Assert.Equal(("n2", "n1"), (NodeOf(near), NodeOf(apart)));
        Assert.NotNull(NodeOf(nowhere));
    }

    [Fact]
    public void A_node_that_had_a_container_of_the_image_wins_a_tie_and_one_that_had_another_image_does_not()
    {
        foreach (var home in _tx.State.Nodes)
        {
            var service = Service($"web-{home.Name}", null, null);
            Ended(service, home, revision: 1);
            foreach (var other in _tx.State.Nodes.Where(n => n.Id != home.Id))
                Ended(service, other, revision: 0);
            _tx.Put(StoreNouns.Revision(service.Id, 0) with { Container = new ContainerSpec("busybox:1.35") });

            var task = Waiting(service.Name, slot: 2);
            Place();

            Assert.Equal(home.Name, NodeOf(task));
            _tx.Put(_tx.Find(task)! with { Desired = DesiredState.Shutdown, Observed = new ObservedTask(TaskState.Shutdown, StoreNouns.Time) });
        }

        void Ended(Service service, Node node, int revision)
        {
            var task = _nouns.Task(service, 1, node.Id, TaskState.Complete) with { Revision = revision, Desired = DesiredState.Shutdown };
            _tx.Put(task with { Observed = task.Observed with { ContainerId = "c" } });
        }
    }

    [Fact]
    public void What_would_help_is_told()
    {
        var node = Given.Node("n1");
        var near = Given.Request(1) with { Neighbours = [new Neighbour("shop_db", NeighbourRule.MustBe, [])] };
        var apart = Given.Request(1) with { Neighbours = [new Neighbour("shop_db", NeighbourRule.MustNotBe, [new ServiceOnNode(node.Node.Id, 2)])] };

        Assert.Equal("n1: run a task of shop_db there", Given.Refused(near, node).SmallestChange?.Text);
        Assert.Equal("n1: move shop_db elsewhere", Given.Refused(apart, node).SmallestChange?.Text);
        Assert.Equal(NodeFilter.AntiAffinity, Assert.Single(Given.Refused(apart, node).Refusals).Filter);
        Assert.StartsWith("none of 1 node fits (anti-affinity 1)", Given.Refused(apart, node).Summary, StringComparison.Ordinal);
    }

    private void Place() => ScheduleStep.Apply(_tx, _tx.State.WaitingServices, StoreNouns.Time, (_, _) => { });

    private string? NodeOf(TaskId id) => _tx.Find(id)!.NodeId is { } node ? _tx.State.Find(node)!.Name : null;

    private TaskId Waiting(string name, int slot = 1, ServiceAffinity[]? near = null, ServiceAffinity[]? apart = null)
    {
        var task = _nouns.Task(Service(name, near, apart), slot, state: TaskState.Pending) with { Reservation = Reservation.None };
        _tx.Put(task);
        return task.Id;
    }

    private void Running(string name, Node node, ServiceAffinity[]? apart = null)
    {
        var service = Service(name, null, apart);
        _tx.Put(_nouns.Task(service, _tx.State.TasksOf(service.Id).Count() + 1, node.Id, TaskState.Running) with { Reservation = Reservation.None });
    }

    private Service Service(string name, ServiceAffinity[]? near, ServiceAffinity[]? apart)
    {
        if (_tx.State.FindService("shop", name) is { } known)
            return known;
        var service = _nouns.Service(name);
        service = service with
        {
            FileSpec = service.FileSpec with { Placement = Placement.Anywhere with { Affinities = near ?? [], AntiAffinities = apart ?? [] } },
        };
        _tx.Put(service);
        _tx.Put(StoreNouns.Revision(service.Id, 1));
        return service;
    }
}
