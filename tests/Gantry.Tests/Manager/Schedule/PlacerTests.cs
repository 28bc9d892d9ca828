using Gantry.Manager.Schedule;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

public sealed class PlacerTests
{
    [Theory]
    [InlineData(SchedulingStrategy.Spread)]
    [InlineData(SchedulingStrategy.Binpack)]
    [InlineData(SchedulingStrategy.RoundRobin)]
    [InlineData(SchedulingStrategy.Epvm)]
    internal void A_node_with_five_recent_failures_comes_last(SchedulingStrategy strategy)
    {
        NodeView[] nodes =
        [
            Given.Node("a"),
            Given.Node("b") with { Tasks = 30, Held = new Reservation(CpuNanos: 3_000_000_000) },
        ];
        var request = Given.Request(2) with { Strategy = strategy, Reservation = new Reservation(CpuNanos: 1_000_000_000) };

        var names = Given.NamesOf(new Placer(nodes).Place(request.Having((nodes[0], 0, 5), (nodes[1], 3, 0))), nodes);

        Assert.Equal(["b", "a"], names);
    }

    [Fact]
    public void A_preferred_node_that_fits_is_taken_before_others_take_its_room()
    {
        var nodes = Given.Nodes(2);
        var preferred = Given.Slot(2) with { Preferred = nodes[0].Node.Id };
        var request = Given.Request(0) with
        {
            Slots = [Given.Slot(1), preferred],
            Reservation = new Reservation(CpuNanos: 4_000_000_000),
        };

        Assert.Equal(["n2", "n1"], Given.NamesOf(new Placer(nodes).Place(request), nodes));
    }

    [Fact]
    public void A_preferred_node_where_the_revision_keeps_failing_is_left()
    {
        NodeView[] nodes =
        [
            Given.Node("bad"),
            Given.Node("good"),
        ];
        var request = Given.Request(0) with { Slots = [Given.Slot(1) with { Preferred = nodes[0].Node.Id }] };

        Assert.Equal(["good"], Given.NamesOf(new Placer(nodes).Place(request.Having((nodes[0], 0, 5))), nodes));
    }

    [Fact]
    public void A_task_for_one_node_only_goes_nowhere_else()
    {
        var nodes = Given.Nodes(3);
        var full = nodes[1] with { Held = new Reservation(CpuNanos: 4_000_000_000) };
        var request = Given.Request(0) with
        {
            Slots = [new SlotRequest(default, 0) { Only = full.Node.Id }],
            Reservation = new Reservation(CpuNanos: 1_000_000_000),
        };

        var unplaced = Given.Refused(request, nodes[0], full, nodes[2]);

        Assert.Equal("n2: cpu: needs 1, 0 of 4 cores free", Assert.Single(unplaced.Refusals).ToString());
    }

    [Fact]
    public void A_replacement_may_use_the_room_and_the_port_of_its_predecessor_and_nobody_else_may()
    {
        var reservation = new Reservation(CpuNanos: 4_000_000_000);
        var empty = Given.Node("n1");
        var old = Given.Held(empty, "shop_web", reservation) with { HostPorts = [new PublishedPort(80, 8080, Mode: PublishMode.Host)] };
        var node = NodeView.For(empty.Node, [old]);
        var request = Given.Request(2) with { Reservation = reservation, HostPorts = old.HostPorts };
        var replacing = request with { Slots = [Given.Slot(1) with { Replaces = [old] }, Given.Slot(2)] };

        Assert.Equal(["n1", "-"], Given.NamesOf(new Placer([node]).Place(replacing), node));
        Assert.Equal(["-", "-"], Given.NamesOf(new Placer([node]).Place(request), node));
    }

    [Fact]
    public void Two_replacements_on_a_full_node_use_their_own_predecessors_room()
    {
        var half = new Reservation(CpuNanos: 2_000_000_000);
        var empty = Given.Node("n1");
        var first = Given.Held(empty, "shop_web", half);
        var second = Given.Held(empty, "shop_web", half);
        var node = NodeView.For(empty.Node, [first, second]);
        var request = Given.Request(0) with
        {
            Reservation = half,
            Slots = [Given.Slot(1) with { Replaces = [first] }, Given.Slot(2) with { Replaces = [second] }, Given.Slot(3)],
        };

        Assert.Equal(["n1", "n1", "-"], Given.NamesOf(new Placer([node]).Place(request), node));
    }

    [Fact]
    public void Eligible_lists_the_nodes_of_a_global_service_and_why_others_are_not()
    {
        NodeView[] nodes =
        [
            Given.Node("d") with { Node = Given.Node("d").Node with { Availability = NodeAvailability.Drain } },
            Given.Node("b", cpus: 1),
            Given.Node("a"),
            Given.Node("c"),
        ];

        var eligible = new Placer(nodes).Eligible(Given.Request(0) with { Reservation = new Reservation(CpuNanos: 2_000_000_000) });

        Assert.Equal([nodes[2].Node.Id, nodes[3].Node.Id], eligible.Nodes);
        Assert.Equal(
            ["b: cpu: needs 2, 1 of 1 cores free", "d: drained"],
            eligible.Refusals.Select(refusal => refusal.ToString()));
    }

    [Fact]
    public void A_node_keeps_its_task_of_a_global_service_though_it_is_full_paused_or_silent_but_not_when_drained()
    {
        NodeView[] nodes =
        [
            Having("full", node => node),
            Having("paused", node => node with { Availability = NodeAvailability.Pause }),
            Having("silent", node => node with { State = NodeState.Down }),
            Having("drained", node => node with { Availability = NodeAvailability.Drain }),
        ];

        var request = Given.Request(0, "shop_agent") with { Reservation = new Reservation(CpuNanos: 4_000_000_000) };
        var eligible = new Placer(nodes).Eligible(request.Having([.. nodes.Select(node => (node, 1, 0))]));

        Assert.Equal(nodes.Take(3).Select(node => node.Node.Id), eligible.Nodes);
        Assert.Equal("drained: drained", Assert.Single(eligible.Refusals).ToString());

        NodeView Having(string name, Func<Node, Node> change)
        {
            var empty = Given.Node(name);
            return NodeView.For(change(empty.Node), [Given.Held(empty, "shop_agent", new Reservation(CpuNanos: 4_000_000_000))]);
        }
    }

    [Fact]
    public void The_score_table_shows_the_winner_and_the_runners_up_with_what_was_compared()
    {
        NodeView[] nodes =
        [
            Given.Node("third", labels: "zone=us") with { Tasks = 2 },
            Given.Node("second", labels: "zone=eu") with { Tasks = 4 },
            Given.Node("first", labels: "zone=eu") with { Held = new Reservation(CpuNanos: 1_000_000_000) },
            Given.Node("unfit", cpus: 1, labels: "zone=ap"),
        ];
        var request = Given.Request(1) with
        {
            Placement = new Placement([], ["node.labels.zone"]),
            Reservation = new Reservation(CpuNanos: 2_000_000_000),
            RunnersUp = 5,
        };

        var placed = Assert.IsType<PlacementDecision.Placed>(Assert.Single(new Placer(nodes).Place(request.Having((nodes[0], 2, 1), (nodes[1], 1, 0))).Decisions));

        Assert.Equal(["first", "second", "third"], placed.Scores.Select(score => score.Node));
        Assert.Equal([0, 1, 2], placed.Scores.Select(score => score.ServiceTasks));
        Assert.Equal([1, 1, 2], placed.Scores.Select(score => Assert.Single(score.Branches).Tasks));
        Assert.Equal(0.25, placed.Scores[0].HeldShare);
        Assert.Equal(0.75, placed.Scores[0].HeldShareAfter);
        Assert.Equal(placed.Node, placed.Scores[0].NodeId);
    }
}
