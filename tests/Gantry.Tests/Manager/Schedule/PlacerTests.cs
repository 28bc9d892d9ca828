using Gantry.Manager.Schedule;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

public sealed class PlacerTests
{
    [Fact]
    public void Spread_gives_every_node_as_many_replicas_as_the_others()
    {
        var nodes = Given.Nodes(3);

        var names = Given.NamesOf(new Placer(nodes).Place(Given.Request(9)), nodes);

        Assert.Equal([3, 3, 3], nodes.Select(node => names.Count(name => name == node.Node.Name)));
    }

    [Fact]
    public void Spread_counts_what_the_same_cycle_placed_before()
    {
        var nodes = Given.Nodes(4);
        var placer = new Placer(nodes);

        var names = Given.NamesOf(placer.Place(Given.Request(2)), nodes).Concat(Given.NamesOf(placer.Place(Given.Request(2)), nodes));

        Assert.Equal(4, names.Distinct().Count());
    }

    [Fact]
    public void Spread_prefers_few_tasks_of_the_service_to_an_empty_node()
    {
        NodeView[] nodes =
        [
            Given.Node("has-one") with { Services = [new ServiceOnNode("shop_web", 1)] },
            Given.Node("full") with { Tasks = 40, Held = new Reservation(CpuNanos: 3_900_000_000) },
        ];

        Assert.Equal(["full"], Given.NamesOf(new Placer(nodes).Place(Given.Request(1)), nodes));
    }

    [Fact]
    public void Spread_takes_the_node_with_fewer_failures_then_the_emptier_then_the_one_with_fewer_tasks()
    {
        NodeView[] nodes =
        [
            Given.Node("failed") with { Services = [new ServiceOnNode("shop_web", 0, RecentFailures: 2)] },
            Given.Node("full") with { Held = new Reservation(MemoryBytes: 4 * Given.GiB) },
            Given.Node("many") with { Tasks = 5 },
            Given.Node("few") with { Tasks = 4 },
        ];

        Assert.Equal(["few", "many", "full", "failed"], Given.NamesOf(new Placer(nodes).Place(Given.Request(4)), nodes));
    }

    [Fact]
    public void Free_share_is_that_of_the_scarcer_resource()
    {
        NodeView[] nodes =
        [
            Given.Node("cpu-90") with { Held = new Reservation(CpuNanos: 3_600_000_000) },
            Given.Node("both-50") with { Held = new Reservation(CpuNanos: 2_000_000_000, MemoryBytes: 4 * Given.GiB) },
        ];

        Assert.Equal(["both-50"], Given.NamesOf(new Placer(nodes).Place(Given.Request(1)), nodes));
    }

    [Fact]
    public void Spread_over_labels_balances_zones_then_racks_then_nodes()
    {
        NodeView[] nodes =
        [
            Given.Node("eu-a1", labels: ["zone=eu", "rack=a"]),
            Given.Node("eu-a2", labels: ["zone=eu", "rack=a"]),
            Given.Node("eu-b1", labels: ["zone=eu", "rack=b"]),
            Given.Node("us-a1", labels: ["zone=us", "rack=a"]),
        ];
        var request = Given.Request(8) with { Placement = new Placement([], ["node.labels.zone", "node.labels.rack"]) };

        var names = Given.NamesOf(new Placer(nodes).Place(request), nodes);

        Assert.Equal([1, 1, 2, 4], nodes.Select(node => names.Count(name => name == node.Node.Name)));
    }

    [Fact]
    public void A_zone_without_room_leaves_its_share_to_the_others()
    {
        NodeView[] nodes =
        [
            Given.Node("eu", cpus: 1, labels: "zone=eu"),
            Given.Node("us", cpus: 8, labels: "zone=us"),
        ];
        var request = Given.Request(6) with
        {
            Placement = new Placement([], ["node.labels.zone"]),
            Reservation = new Reservation(CpuNanos: 1_000_000_000),
        };

        var names = Given.NamesOf(new Placer(nodes).Place(request), nodes);

        Assert.Equal([1, 5], nodes.Select(node => names.Count(name => name == node.Node.Name)));
    }

    [Fact]
    public void Tasks_on_a_drained_node_still_count_for_its_zone()
    {
        var drained = Given.Node("eu-old", labels: "zone=eu") with { Services = [new ServiceOnNode("shop_web", 2)] };
        NodeView[] nodes =
        [
            drained with { Node = drained.Node with { Availability = NodeAvailability.Drain } },
            Given.Node("eu", labels: "zone=eu"),
            Given.Node("us", labels: "zone=us") with { Services = [new ServiceOnNode("shop_web", 1)] },
        ];
        var request = Given.Request(1) with { Placement = new Placement([], ["node.labels.zone"]) };

        Assert.Equal(["us"], Given.NamesOf(new Placer(nodes).Place(request), nodes));
    }

    [Theory]
    [InlineData(SchedulingStrategy.Spread)]
    [InlineData(SchedulingStrategy.Binpack)]
    [InlineData(SchedulingStrategy.RoundRobin)]
    [InlineData(SchedulingStrategy.Epvm)]
    internal void A_node_with_five_recent_failures_comes_last(SchedulingStrategy strategy)
    {
        NodeView[] nodes =
        [
            Given.Node("a") with { Services = [new ServiceOnNode("shop_web", 0, RecentFailures: 5)] },
            Given.Node("b") with { Tasks = 30, Services = [new ServiceOnNode("shop_web", 3)], Held = new Reservation(CpuNanos: 3_000_000_000) },
        ];
        var request = Given.Request(2) with { Strategy = strategy, Reservation = new Reservation(CpuNanos: 1_000_000_000) };

        var names = Given.NamesOf(new Placer(nodes).Place(request), nodes);

        Assert.Equal(["b", "a"], names);
    }

    [Fact]
    public void Binpack_fills_one_node_before_the_next()
    {
        var nodes = Given.Nodes(3);
        var request = Given.Request(6) with { Strategy = SchedulingStrategy.Binpack, Reservation = new Reservation(CpuNanos: 1_000_000_000) };

        var names = Given.NamesOf(new Placer(nodes).Place(request), nodes);

        Assert.Equal([4, 2], names.GroupBy(name => name).Select(group => group.Count()));
    }

    [Fact]
    public void Binpack_leaves_the_large_node_empty()
    {
        NodeView[] nodes = [Given.Node("large", cpus: 32), Given.Node("small", cpus: 2)];
        var request = Given.Request(1) with { Strategy = SchedulingStrategy.Binpack, Reservation = new Reservation(CpuNanos: 1_000_000_000) };

        Assert.Equal(["small"], Given.NamesOf(new Placer(nodes).Place(request), nodes));
    }

    [Fact]
    public void Binpack_packs_tasks_that_reserve_nothing()
    {
        var nodes = Given.Nodes(5);

        var names = Given.NamesOf(new Placer(nodes).Place(Given.Request(5) with { Strategy = SchedulingStrategy.Binpack }), nodes);

        Assert.Single(names.Distinct());
    }

    [Fact]
    public void Round_robin_goes_by_name_from_the_cursor_and_returns_where_it_stopped()
    {
        NodeView[] nodes = [Given.Node("c"), Given.Node("a"), Given.Node("d"), Given.Node("b")];
        var request = Given.Request(3) with { Strategy = SchedulingStrategy.RoundRobin, RoundRobinCursor = "b" };

        var result = new Placer(nodes).Place(request);

        Assert.Equal(["c", "d", "a"], Given.NamesOf(result, nodes));
        Assert.Equal("a", result.RoundRobinCursor);
    }

    [Fact]
    public void Round_robin_goes_on_after_a_node_that_is_gone_and_skips_what_does_not_fit()
    {
        NodeView[] nodes = [Given.Node("a"), Given.Node("c", cpus: 1), Given.Node("d")];
        var request = Given.Request(2) with
        {
            Strategy = SchedulingStrategy.RoundRobin,
            RoundRobinCursor = "b",
            Reservation = new Reservation(CpuNanos: 2_000_000_000),
        };

        Assert.Equal(["d", "a"], Given.NamesOf(new Placer(nodes).Place(request), nodes));
    }

    [Fact]
    public void The_cursor_stays_when_another_strategy_places()
    {
        var result = new Placer(Given.Nodes(2)).Place(Given.Request(1) with { RoundRobinCursor = "n1" });

        Assert.Equal("n1", result.RoundRobinCursor);
    }

    [Fact]
    public void Epvm_sees_the_cpu_that_the_task_itself_will_use()
    {
        // Equal in memory and count. With the load before placing, as in Poseidon, both would cost the same.
        NodeView[] nodes =
        [
            Given.Node("busy") with { Node = Given.Node("busy").Node with { Usage = new NodeUsage(0.9, 0) } },
            Given.Node("idle") with { Node = Given.Node("idle").Node with { Usage = new NodeUsage(0.1, 0) } },
        ];
        var request = Given.Request(1) with { Strategy = SchedulingStrategy.Epvm, Reservation = new Reservation(CpuNanos: 1_000_000_000) };

        Assert.Equal(["idle"], Given.NamesOf(new Placer(nodes).Place(request), nodes));
    }

    [Fact]
    public void Epvm_costs_what_the_formula_says()
    {
        var node = Given.Node("n1") with
        {
            Node = Given.Node("n1").Node with { Usage = new NodeUsage(0.5, 2 * Given.GiB) },
            Held = new Reservation(MemoryBytes: Given.GiB),
            Tasks = 3,
        };
        var request = Given.Request(1) with
        {
            Strategy = SchedulingStrategy.Epvm,
            Reservation = new Reservation(CpuNanos: 1_000_000_000, MemoryBytes: Given.GiB),
            RunnersUp = 0,
        };

        var placed = Assert.IsType<PlacementDecision.Placed>(Assert.Single(new Placer([node]).Place(request).Decisions));

        const double Base = 1.53960071783900203869;
        var jobs = Math.Pow(Base, 4 / 4.0) - Math.Pow(Base, 3 / 4.0);
        var memory = Math.Pow(Base, 4 / 8.0) - Math.Pow(Base, 3 / 8.0) + jobs;
        var cpu = Math.Pow(Base, 0.75 / Math.Pow(2, 0.8)) - Math.Pow(Base, 0.5 / Math.Pow(2, 0.8)) + jobs;
        var cost = Assert.Single(placed.Scores).Epvm;
        Assert.Equal(memory, cost?.Memory ?? 0, precision: 12);
        Assert.Equal(cpu, cost?.Cpu ?? 0, precision: 12);
    }

    [Fact]
    public void Epvm_counts_the_cpu_of_tasks_placed_in_the_same_cycle()
    {
        var nodes = Given.Nodes(4);
        var request = Given.Request(4) with { Strategy = SchedulingStrategy.Epvm, Reservation = new Reservation(CpuNanos: 2_000_000_000) };

        Assert.Equal(4, Given.NamesOf(new Placer(nodes).Place(request), nodes).Distinct().Count());
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
            Given.Node("bad") with { Services = [new ServiceOnNode("shop_web", 0, RecentFailures: 5)] },
            Given.Node("good"),
        ];
        var request = Given.Request(0) with { Slots = [Given.Slot(1) with { Preferred = nodes[0].Node.Id }] };

        Assert.Equal(["good"], Given.NamesOf(new Placer(nodes).Place(request), nodes));
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
    public void What_ended_is_free_again()
    {
        var reservation = new Reservation(CpuNanos: 4_000_000_000);
        var empty = Given.Node("n1");
        var old = Given.Held(empty, "shop_web", reservation) with { HostPorts = [new PublishedPort(80, 8080, Mode: PublishMode.Host)] };
        var node = NodeView.For(empty.Node, [old]);
        var placer = new Placer([node]);
        var request = Given.Request(1) with { Reservation = reservation, HostPorts = old.HostPorts };

        Assert.Equal(["-"], Given.NamesOf(placer.Place(request), node));
        placer.Release(old);
        Assert.Equal(["n1"], Given.NamesOf(placer.Place(request), node));
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

        var eligible = new Placer(nodes).Eligible(Given.Request(0, "shop_agent") with { Reservation = new Reservation(CpuNanos: 4_000_000_000) });

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
            Given.Node("third", labels: "zone=us") with { Services = [new ServiceOnNode("shop_web", 2, 1)], Tasks = 2 },
            Given.Node("second", labels: "zone=eu") with { Services = [new ServiceOnNode("shop_web", 1)], Tasks = 4 },
            Given.Node("first", labels: "zone=eu") with { Held = new Reservation(CpuNanos: 1_000_000_000) },
            Given.Node("unfit", cpus: 1, labels: "zone=ap"),
        ];
        var request = Given.Request(1) with
        {
            Placement = new Placement([], ["node.labels.zone"]),
            Reservation = new Reservation(CpuNanos: 2_000_000_000),
            RunnersUp = 5,
        };

        var placed = Assert.IsType<PlacementDecision.Placed>(Assert.Single(new Placer(nodes).Place(request).Decisions));

        Assert.Equal(["first", "second", "third"], placed.Scores.Select(score => score.Node));
        Assert.Equal([0, 1, 2], placed.Scores.Select(score => score.ServiceTasks));
        Assert.Equal([1, 1, 2], placed.Scores.Select(score => Assert.Single(score.Branches).Tasks));
        Assert.Equal(0.25, placed.Scores[0].HeldShare);
        Assert.Equal(0.75, placed.Scores[0].HeldShareAfter);
        Assert.Equal(placed.Node, placed.Scores[0].NodeId);
    }
}
