using Gantry.Manager.Schedule;
using Gantry.Manager.Schedule.Filters;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

public sealed class ConstraintTests
{
    [Theory]
    [InlineData("node.labels.zone==eu")]
    [InlineData("node.labels.zone == EU")]
    [InlineData("  node.labels.zone != us  ")]
    [InlineData("node.labels.absent != us")]
    [InlineData("node.hostname == Front-1")]
    [InlineData("node.name == front-1")]
    [InlineData("node.role == worker")]
    [InlineData("node.role != manager")]
    [InlineData("node.platform.os == linux")]
    [InlineData("node.platform.arch == x86_64")]
    [InlineData("node.platform.arch == amd64")]
    [InlineData("engine.labels.operatingsystem==ubuntu 22.04")]
    [InlineData("node.ip == 10.0.0.1")]
    [InlineData("node.ip == 10.0.0.0/8")]
    [InlineData("node.ip != 192.168.0.0/16")]
    [InlineData("node.labels.com.example/tier == gold")]
    public void What_Swarm_writes_holds_here(string text) => Assert.True(Met(text), text);

    [Theory]
    [InlineData("node.labels.zone == us")]
    [InlineData("node.labels.zone != eu")]
    [InlineData("node.labels.absent == eu")]
    [InlineData("node.role == manager")]
    [InlineData("node.platform.arch == arm64")]
    [InlineData("node.ip == 192.168.0.0/16")]
    public void What_Swarm_refuses_is_refused_here(string text) => Assert.False(Met(text), text);

    [Theory]
    [InlineData("node.name =~ ^front-[0-9]+$", true)]
    [InlineData("node.name =~ ^back", false)]
    [InlineData("node.labels.absent =~ .*", false)]
    [InlineData("node.labels.zone in (us, eu)", true)]
    [InlineData("node.labels.zone in(us)", false)]
    [InlineData("node.labels.absent in (us)", false)]
    [InlineData("node.labels.zone notin (us, ap)", true)]
    [InlineData("node.labels.zone notin(us, EU)", false)]
    [InlineData("node.labels.absent notin (us)", true)]
    [InlineData("node.labels.zone exists", true)]
    [InlineData("node.labels.empty exists", true)]
    [InlineData("node.labels.absent exists", false)]
    [InlineData("node.labels.kernel >= 5.10", true)]
    [InlineData("node.labels.kernel > 5.9", true)]
    [InlineData("node.labels.kernel < v5.10.1", true)]
    [InlineData("node.labels.kernel <= 5.10.0", true)]
    [InlineData("node.labels.kernel < 5.10", false)]
    [InlineData("node.labels.kernel > 5.10-rc1", true)]
    [InlineData("node.labels.zone > 1", false)]
    [InlineData("node.labels.absent < 1", false)]
    [InlineData("node.labels.absent >= 1", false)]
    public void Operators_beyond_Swarm(string text, bool met) => Assert.Equal(met, Met(text));

    [Theory]
    [InlineData("", "a node property must come first, for example 'node.labels.zone == eu'.")]
    [InlineData("== eu", "a node property must come first, for example 'node.labels.zone == eu'.")]
    [InlineData("node.labels.zone", "an operator is missing after 'node.labels.zone'. Use ==, !=, =~, <, <=, >, >=, in (a, b), notin (a, b) or exists.")]
    [InlineData("node.labels.zone is eu", "'is' is not an operator. Use ==, !=, =~, <, <=, >, >=, in (a, b), notin (a, b) or exists.")]
    [InlineData("node.labels.zone ==", "nothing stands after ==.")]
    [InlineData("node.labels.zone in eu", "after 'in' comes a list in parentheses, for example 'in (eu, us)'.")]
    [InlineData("node.labels.zone in ()", "after 'in' comes a list in parentheses, for example 'in (eu, us)'.")]
    [InlineData("node.lables.zone == eu", "'node.lables.zone' is not a node property. Use " + NodeProperty.Known + ".")]
    [InlineData("node.labels. == eu", "'node.labels.' is not a node property. Use " + NodeProperty.Known + ".")]
    [InlineData("node.labels.cores > many", "'many' is not a number or version.")]
    public void A_mistake_is_told_with_its_remedy(string text, string problem)
    {
        Assert.Null(Constraint.TryParse(text, out var told));

        Assert.Equal($"constraint '{text}': {problem}", told);
    }

    [Theory]
    [InlineData("node.name =~ [")]
    [InlineData("node.name =~ (?=a)")]
    public void A_pattern_that_cannot_be_used_is_a_mistake(string text)
    {
        Assert.Null(Constraint.TryParse(text, out var told));

        Assert.StartsWith($"constraint '{text}': '", told, StringComparison.Ordinal);
        Assert.Contains("is not a usable regular expression", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_cannot_stall_the_scheduler()
    {
        var constraint = Constraint.TryParse("node.name =~ ^(a+)+$", out _);

        Assert.False(constraint?.IsMetBy(Given.Node(new string('a', 5_000) + "b").Node));
    }

    [Fact]
    public void A_deploy_hears_of_every_mistake_in_its_placement() =>
        Assert.Equal(3, PlacementCheck.Problems(new Placement(["zone == eu", "node.role == manager"], ["zone", "node.labels.zone"], -1)).Count);

    private static bool Met(string text)
    {
        var node = Given.Node("front-1", labels: ["zone=eu", "kernel=5.10", "empty=", "com.example/tier=gold"]).Node;
        var facts = node.Facts with { EngineLabels = new Dictionary<string, string> { ["operatingsystem"] = "ubuntu 22.04" } };
        var constraint = Constraint.TryParse(text, out var problem);
        Assert.True(constraint is not null, problem);
        return constraint.IsMetBy(node with { Facts = facts });
    }
}
