using Gantry.Manager.Schedule;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

public sealed class SpreadTests
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
            Given.Node("has-one"),
            Given.Node("full") with { Tasks = 40, Held = new Reservation(CpuNanos: 3_900_000_000) },
        ];

        Assert.Equal(["full"], Given.NamesOf(new Placer(nodes).Place(Given.Request(1).Having((nodes[0], 1, 0))), nodes));
    }

    [Fact]
    public void Spread_takes_the_node_with_fewer_failures_then_the_emptier_then_the_one_with_fewer_tasks()
    {
        NodeView[] nodes =
        [
            Given.Node("failed"),
            Given.Node("full") with { Held = new Reservation(MemoryBytes: 4 * Given.GiB) },
            Given.Node("many") with { Tasks = 5 },
            Given.Node("few") with { Tasks = 4 },
        ];

        Assert.Equal(["few", "many", "full", "failed"], Given.NamesOf(new Placer(nodes).Place(Given.Request(4).Having((nodes[0], 0, 2))), nodes));
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
        var drained = Given.Node("eu-old", labels: "zone=eu");
        NodeView[] nodes =
        [
            drained with { Node = drained.Node with { Availability = NodeAvailability.Drain } },
            Given.Node("eu", labels: "zone=eu"),
            Given.Node("us", labels: "zone=us"),
        ];
        var request = Given.Request(1) with { Placement = new Placement([], ["node.labels.zone"]) };

        Assert.Equal(["us"], Given.NamesOf(new Placer(nodes).Place(request.Having((nodes[0], 2, 0), (nodes[2], 1, 0))), nodes));
    }
}
