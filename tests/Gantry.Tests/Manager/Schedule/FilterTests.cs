using Gantry.Manager.Schedule;
using Gantry.Manager.Schedule.Filters;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Volumes;

namespace Gantry.Tests.Manager.Schedule;

/// <summary>What each filter says, word for word: people and their scripts read it.</summary>
public sealed class FilterTests
{
    [Fact]
    public void A_drained_node_is_refused() =>
        AssertRefused(
            Given.Request(1),
            Given.With(Given.Node("n1"), node => node with { Availability = NodeAvailability.Drain }),
            "n1: drained",
            "n1: undrain the node");

    [Fact]
    public void A_paused_node_is_refused() =>
        AssertRefused(
            Given.Request(1),
            Given.With(Given.Node("n1"), node => node with { Availability = NodeAvailability.Pause }),
            "n1: paused",
            "n1: set the node active");

    [Fact]
    public void A_node_whose_engine_is_silent_is_refused_with_the_time_and_the_problem() =>
        AssertRefused(
            Given.Request(1),
            Given.With(Given.Node("n1"), node => node with { State = NodeState.EngineDown, StateSince = Given.Now, Problem = "connection refused" }),
            "n1: engine does not answer since 2026-01-02 03:04:05Z: connection refused",
            "n1: bring the node back");

    [Theory]
    [InlineData(NodeState.Down, "n1: down since 2026-01-02 03:04:05Z")]
    [InlineData(NodeState.Unknown, "n1: has never answered since 2026-01-02 03:04:05Z")]
    [InlineData(NodeState.Unrecognized, "n1: in a state that this version does not know since 2026-01-02 03:04:05Z")]
    internal void A_node_that_is_not_ready_is_refused(NodeState state, string reason) =>
        AssertRefused(
            Given.Request(1),
            Given.With(Given.Node("n1"), node => node with { State = state, StateSince = Given.Now }),
            reason,
            "n1: bring the node back");

    [Theory]
    [InlineData(SchedulingStrategy.Spread)]
    [InlineData(SchedulingStrategy.Binpack)]
    [InlineData(SchedulingStrategy.RoundRobin)]
    [InlineData(SchedulingStrategy.Epvm)]
    internal void An_unreachable_node_never_wins_however_idle_it_looks(SchedulingStrategy strategy)
    {
        var dead = Given.With(Given.Node("dead"), node => node with { State = NodeState.Down });
        var busy = Given.With(Given.Node("busy"), node => node with { Usage = new NodeUsage(0.99, 7 * Given.GiB) }) with { Tasks = 50 };

        var result = new Placer([dead, busy]).Place(Given.Request(1) with { Strategy = strategy });

        Assert.Equal(["busy"], Given.NamesOf(result, dead, busy));
    }

    [Fact]
    public void Another_platform_is_refused() =>
        AssertRefused(
            Given.Request(1) with { Placement = Placement.Anywhere with { Platform = "linux/arm64" } },
            Given.Node("n1"),
            "n1: platform: needs linux/arm64, is linux/amd64",
            "n1: use an image for linux/amd64");

    [Theory]
    [InlineData("linux/x86_64")]
    [InlineData("linux/amd64/v2")]
    [InlineData("linux")]
    public void The_same_platform_by_another_name_is_taken(string platform)
    {
        var node = Given.Node("n1");

        var result = new Placer([node]).Place(Given.Request(1) with { Placement = Placement.Anywhere with { Platform = platform } });

        Assert.Equal(["n1"], Given.NamesOf(result, node));
    }

    [Fact]
    public void A_constraint_that_is_not_met_names_the_value() =>
        AssertRefused(
            Given.Request(1) with { Placement = new Placement(["node.labels.zone == eu"], []) },
            Given.Node("n1", labels: "zone=us"),
            "n1: constraint node.labels.zone == eu: is us",
            "n1: add label zone=eu");

    [Fact]
    public void A_constraint_that_cannot_be_read_refuses_instead_of_being_skipped() =>
        AssertRefused(
            Given.Request(1) with { Placement = new Placement(["node.labels.zone = eu"], []) },
            Given.Node("n1", labels: "zone=eu"),
            "n1: constraint 'node.labels.zone = eu': '=' is not an operator. Use ==, !=, =~, <, <=, >, >=, in (a, b), notin (a, b) or exists.",
            "n1: correct the constraint");

    [Fact]
    public void Too_little_memory_is_refused_with_the_numbers() =>
        AssertRefused(
            Given.Request(1) with { Reservation = new Reservation(MemoryBytes: 512 * Given.MiB) },
            Given.Node("n1", memoryBytes: 2 * Given.GiB) with { Held = new Reservation(MemoryBytes: (2048 - 300) * Given.MiB) },
            "n1: memory: needs 512 MiB, 300 MiB of 2 GiB free",
            "n1: reserve at most 300 MiB of memory");

    [Fact]
    public void One_byte_too_little_shows_two_different_numbers() =>
        AssertRefused(
            Given.Request(1) with { Reservation = new Reservation(MemoryBytes: Given.GiB) },
            Given.Node("n1", memoryBytes: Given.GiB) with { Held = new Reservation(MemoryBytes: 1) },
            "n1: memory: needs 1 GiB, 1023.9 MiB of 1 GiB free",
            "n1: reserve at most 1023.9 MiB of memory");

    [Fact]
    public void Too_little_cpu_is_refused_with_the_numbers() =>
        AssertRefused(
            Given.Request(1) with { Reservation = new Reservation(CpuNanos: 1_500_000_000) },
            Given.Node("n1", cpus: 2) with { Held = new Reservation(CpuNanos: 1_250_000_000) },
            "n1: cpu: needs 1.5, 0.75 of 2 cores free",
            "n1: reserve at most 0.75 cores");

    [Fact]
    public void A_full_node_says_what_must_be_freed() =>
        AssertRefused(
            Given.Request(1) with { Reservation = new Reservation(CpuNanos: 500_000_000) },
            Given.Node("n1", cpus: 2) with { Held = new Reservation(CpuNanos: 3_000_000_000) },
            "n1: cpu: needs 0.5, 0 of 2 cores free",
            "n1: free 0.5 cores");

    [Fact]
    public void Disk_counts_where_the_node_tells_it()
    {
        var told = Given.With(Given.Node("n1"), node => node with { Facts = node.Facts with { DiskBytes = 10 * Given.GiB } }) with { HeldDiskBytes = 4 * Given.GiB };
        var request = Given.Request(1) with { DiskBytes = 8 * Given.GiB };

        AssertRefused(request, told, "n1: disk: needs 8 GiB, 6 GiB of 10 GiB free", "n1: reserve at most 6 GiB of disk");
        var silent = Given.Node("n2");
        Assert.Equal(["n2"], Given.NamesOf(new Placer([silent]).Place(request), silent));
    }

    [Fact]
    public void A_task_that_reserves_nothing_fits_on_a_node_that_is_over_full()
    {
        var node = Given.Node("n1") with { Held = new Reservation(CpuNanos: 9_000_000_000, MemoryBytes: 9 * Given.GiB) };

        Assert.Equal(["n1"], Given.NamesOf(new Placer([node]).Place(Given.Request(1)), node));
    }

    [Fact]
    public void Max_replicas_per_node_counts_tasks_that_were_there_and_tasks_placed_now()
    {
        var node = Given.Node("n1");
        var request = Given.Request(2) with { Placement = Placement.Anywhere with { MaxReplicasPerNode = 2 } };

        var decisions = new Placer([node]).Place(request.Having((node, 1, 0))).Decisions;

        Assert.IsType<PlacementDecision.Placed>(decisions[0]);
        var unplaced = Assert.IsType<PlacementDecision.Unplaced>(decisions[1]);
        Assert.Equal("n1: max_replicas_per_node 2: has 2 of shop_web", Assert.Single(unplaced.Refusals).ToString());
        Assert.Equal("n1: raise max_replicas_per_node to 3", unplaced.SmallestChange?.Text);
    }

    [Theory]
    [InlineData(null, null, "n1: port 8080/tcp on 0.0.0.0 is held by shop_old.1")]
    [InlineData("127.0.0.1", null, "n1: port 8080/tcp on 0.0.0.0 is held by shop_old.1 on 127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1", "n1: port 8080/tcp on 127.0.0.1 is held by shop_old.1 on 0.0.0.0")]
    [InlineData("127.0.0.1", "127.0.0.1", "n1: port 8080/tcp on 127.0.0.1 is held by shop_old.1")]
    public void A_host_port_is_given_once_an_address(string? held, string? wanted, string reason) =>
        AssertRefused(
            Given.Request(1) with { HostPorts = [new PublishedPort(80, 8080, Mode: PublishMode.Host, HostIp: wanted)] },
            Given.Node("n1") with { HostPorts = [new PortInUse(held, 8080, "tcp", "shop_old.1")] },
            reason,
            "n1: free port 8080/tcp, held by shop_old.1");

    [Theory]
    [InlineData("10.0.0.1", "127.0.0.1", "tcp", 8080)]
    [InlineData(null, null, "udp", 8080)]
    [InlineData(null, null, "tcp", 8081)]
    [InlineData(null, null, "tcp", 0)]
    public void A_host_port_of_another_address_protocol_or_number_is_free(string? held, string? wanted, string protocol, int published)
    {
        var node = Given.Node("n1") with { HostPorts = [new PortInUse(held, 8080, "tcp", "nginx (not Gantry's)")] };
        var port = new PublishedPort(80, published, protocol, PublishMode.Host, wanted);

        Assert.Equal(["n1"], Given.NamesOf(new Placer([node]).Place(Given.Request(1) with { HostPorts = [port] }), node));
    }

    [Fact]
    public void A_host_port_keeps_replicas_apart_and_names_the_replica_that_has_it()
    {
        var request = Given.Request(2) with { HostPorts = [new PublishedPort(80, 8080, Mode: PublishMode.Host)] };

        var decisions = new Placer([Given.Node("n1")]).Place(request).Decisions;

        var unplaced = Assert.IsType<PlacementDecision.Unplaced>(decisions[1]);
        Assert.Equal("n1: port 8080/tcp on 0.0.0.0 is held by shop_web.1", Assert.Single(unplaced.Refusals).ToString());
    }

    [Fact]
    public void A_volume_with_data_pins_its_users()
    {
        var home = Given.With(Given.Node("n1"), node => node with { Availability = NodeAvailability.Drain }) with { Volumes = ["shop_data"] };

        var unplaced = Given.Refused(Given.Request(1) with { Volumes = ["shop_data"] }, home, Given.Node("n2"));

        Assert.Equal(["n1: drained", "n2: volume shop_data has its data on n1"], unplaced.Refusals.Select(refusal => refusal.ToString()));
        Assert.Equal("n1: undrain the node", unplaced.SmallestChange?.Text);
    }

    [Fact]
    public void The_first_user_of_a_new_volume_pins_all_others_to_its_node()
    {
        var nodes = Given.Nodes(10);
        var placer = new Placer(nodes);

        var first = Given.NamesOf(placer.Place(Given.Request(3) with { Volumes = ["shop_data"] }), nodes);
        var second = Given.NamesOf(placer.Place(Given.Request(1, "shop_backup") with { Volumes = ["shop_data"] }), nodes);

        Assert.Single(first.Concat(second).Distinct());
    }

    [Theory]
    [InlineData("local", null, true)]
    [InlineData("local", "none", true)]
    [InlineData("local", "nfs", false)]
    [InlineData("local", "tmpfs", false)]
    [InlineData("rexray", null, false)]
    public void Only_a_local_volume_that_keeps_data_pins(string driver, string? type, bool pins)
    {
        var options = new Dictionary<string, string>();
        if (type is not null)
            options["type"] = type;

        Assert.Equal(pins, VolumeFilter.Pins(new VolumeSpec("v") { Driver = driver, Options = options }));
    }

    private static void AssertRefused(PlacementRequest request, NodeView node, string reason, string change)
    {
        var unplaced = Given.Refused(request, node);

        Assert.Equal(reason, Assert.Single(unplaced.Refusals).ToString());
        Assert.Equal(change, unplaced.SmallestChange?.Text);
    }
}
