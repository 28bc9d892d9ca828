using Gantry.Manager.Schedule;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

public sealed class RoundRobinTests
{
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
}
