using Gantry.Manager.Schedule;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

public sealed class EpvmTests
{
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
}
