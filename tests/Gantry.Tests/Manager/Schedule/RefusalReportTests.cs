using Gantry.Manager.Schedule;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

/// <summary>What is told when no node fits, of all nodes together, word for word: people and their scripts read it.</summary>
public sealed class RefusalReportTests
{
    [Fact]
    public void The_smallest_change_is_the_smallest_of_all_nodes()
    {
        NodeView[] nodes =
        [
            Given.With(Given.Node("a"), node => node with { State = NodeState.Down }),
            Given.Node("b", memoryBytes: Given.GiB, labels: "zone=us"),
            Given.Node("c", memoryBytes: 2 * Given.GiB, labels: "zone=eu"),
            Given.Node("d", memoryBytes: 3 * Given.GiB, labels: "zone=eu"),
        ];
        var request = Given.Request(1) with
        {
            Placement = new Placement(["node.labels.zone == eu"], []),
            Reservation = new Reservation(MemoryBytes: 4 * Given.GiB),
        };

        var unplaced = Given.Refused(request, nodes);

        Assert.Equal("d: reserve at most 3 GiB of memory", unplaced.SmallestChange?.Text);
        Assert.Equal(
            "none of 4 nodes fits (not answering 1, constraint 2, memory 3); nearest is d: reserve at most 3 GiB of memory",
            unplaced.Summary);
        Assert.Equal(
            [
                "d: memory: needs 4 GiB, 3 GiB of 3 GiB free",
                "c: memory: needs 4 GiB, 2 GiB of 2 GiB free",
                "b: constraint node.labels.zone == eu: is us",
                "b: memory: needs 4 GiB, 1 GiB of 1 GiB free",
                "a: down",
                "a: constraint node.labels.zone == eu: is not set",
            ],
            unplaced.Refusals.Select(refusal => refusal.ToString()));
    }

    [Fact]
    public void Two_changes_are_told_together_when_no_single_one_will_do() =>
        Assert.Equal(
            "n1: reserve at most 1 GiB of memory and free port 8080/tcp, held by shop_old.1",
            Given.Refused(
                Given.Request(1) with
                {
                    Reservation = new Reservation(MemoryBytes: 2 * Given.GiB),
                    HostPorts = [new PublishedPort(80, 8080, Mode: PublishMode.Host)],
                },
                Given.Node("n1", memoryBytes: Given.GiB) with { HostPorts = [new PortInUse(null, 8080, "tcp", "shop_old.1")] }).SmallestChange?.Text);

    [Fact]
    public void As_many_nodes_as_asked_for_are_explained_and_all_are_counted()
    {
        var request = Given.Request(1) with { Reservation = new Reservation(CpuNanos: 5_000_000_000), ExplainedNodes = 3 };

        var unplaced = Given.Refused(request, Given.Nodes(20));

        Assert.Equal(["n1", "n10", "n11"], unplaced.Refusals.Select(refusal => refusal.Node));
        Assert.StartsWith("none of 20 nodes fits (cpu 20)", unplaced.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_without_nodes_says_so()
    {
        var unplaced = Given.Refused(Given.Request(1));

        Assert.Equal("there is no node in the cluster", unplaced.Summary);
        Assert.Empty(unplaced.Refusals);
        Assert.Null(unplaced.SmallestChange);
    }
}
