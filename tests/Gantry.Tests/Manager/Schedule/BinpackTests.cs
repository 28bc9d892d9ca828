using Gantry.Manager.Schedule;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

public sealed class BinpackTests
{
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
}
