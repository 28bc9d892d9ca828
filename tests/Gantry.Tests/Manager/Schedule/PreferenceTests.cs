using Gantry.Manager.Schedule;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

/// <summary>What a service would rather have, by weight.</summary>
public sealed class PreferenceTests
{
    private static readonly NodeView Fast = Given.Node("fast", 4, 8 * Given.GiB, "disk=ssd", "zone=eu");
    private static readonly NodeView Slow = Given.Node("slow", 4, 8 * Given.GiB, "disk=hdd", "zone=eu");
    private static readonly NodeView Far = Given.Node("far", 4, 8 * Given.GiB, "disk=ssd", "zone=us");

    [Theory]
    [InlineData(SchedulingStrategy.Spread)]
    [InlineData(SchedulingStrategy.Binpack)]
    [InlineData(SchedulingStrategy.RoundRobin)]
    [InlineData(SchedulingStrategy.Epvm)]
    public void Every_strategy_takes_preferred_nodes_first_and_others_when_those_are_full(SchedulingStrategy strategy)
    {
        var request = Given.Request(3) with
        {
            Strategy = strategy,
            Reservation = new Reservation(MemoryBytes: 4 * Given.GiB),
            Placement = Prefer(("node.labels.disk == ssd", 1)),
        };

        Assert.Equal(["fast", "fast", "slow"], Places(request, Fast, Slow));
    }

    [Fact]
    public void The_sum_of_the_weights_decides_and_weights_below_zero_avoid()
    {
        var eu = ("node.labels.zone == eu", 60);

        Assert.Equal(["slow"], Places(Given.Request(1) with { Placement = Prefer(eu, ("node.labels.disk == ssd", 50), ("node.name == fast", -90)) }, Fast, Slow, Far));
        Assert.Equal(["far"], Places(Given.Request(1) with { Placement = Prefer(eu, ("node.labels.disk == ssd", 70), ("node.name == fast", -90)) }, Fast, Slow, Far));
    }

    [Fact]
    public void Spreading_that_is_written_comes_before_them()
    {
        var placement = Prefer(("node.labels.disk == ssd", 100)) with { SpreadOver = ["node.id"] };

        Assert.Equal(["fast", "slow"], Places(Given.Request(2) with { Placement = placement }, Fast, Slow).Order());
    }

    [Fact]
    public void A_troubled_node_comes_after_all_others_however_much_it_is_preferred()
    {
        var request = (Given.Request(1) with { Placement = Prefer(("node.labels.disk == ssd", 100)) }).Having((Fast, 0, 5));

        Assert.Equal(["slow"], Places(request, Fast, Slow));
    }

    [Fact]
    public void Among_equals_the_node_that_has_the_image_wins()
    {
        var nodes = Given.Nodes(9);
        foreach (var home in nodes)
        {
            foreach (var strategy in new[] { SchedulingStrategy.Spread, SchedulingStrategy.Binpack, SchedulingStrategy.Epvm })
                Assert.Equal([home.Node.Name], Places(Given.Request(1) with { Strategy = strategy, ImageHomes = [home.Node.Id] }, nodes));
        }
    }

    [Fact]
    public void Having_the_image_is_less_than_any_other_difference()
    {
        var busy = Given.Node("busy") with { Tasks = 1 };

        Assert.Equal(["idle"], Places(Given.Request(1) with { ImageHomes = [busy.Node.Id] }, busy, Given.Node("idle")));
    }

    private static Placement Prefer(params (string Constraint, int Weight)[] preferences) =>
        Placement.Anywhere with { Preferences = [.. preferences.Select(p => new NodePreference(p.Constraint, p.Weight))] };

    private static string[] Places(PlacementRequest request, params NodeView[] nodes) => Given.NamesOf(new Placer(nodes).Place(request), nodes);
}
