namespace Gantry.Tests.Architecture;

/// <summary>What docs/flows tells is what the cluster does: each has a scenario of its name, which names its places in the code.</summary>
public sealed partial class FlowTests
{
    [Fact]
    public void Every_flow_is_proved_by_a_scenario_of_its_name()
    {
        var flows = Directory.GetFiles(Path.Combine(SourceTreeTests.Root(), "docs", "flows"), "*.md").Select(f => Path.GetFileNameWithoutExtension(f)).ToList();

        Assert.Contains("node-lost", flows);
        Assert.All(flows, flow => Assert.True(
            File.Exists(Path.Combine(SourceTreeTests.Root(), "tests", "Gantry.Tests", "Scenarios", "Files", $"{flow}.txt")), $"docs/flows/{flow}.md has no scenario {flow}.txt"));
    }

    [Fact]
    public void Every_type_that_a_flow_names_is_in_the_source()
    {
        var types = Directory.GetFiles(Path.Combine(SourceTreeTests.Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(SourceTreeTests.Root(), "tests"), "*Tests.cs", SearchOption.AllDirectories))
            .Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet();

        foreach (var flow in Directory.GetFiles(Path.Combine(SourceTreeTests.Root(), "docs", "flows"), "*.md"))
        {
            var named = TypeName().Matches(File.ReadAllText(flow)).Select(m => m.Groups[1].Value).Distinct();
            Assert.All(named, name => Assert.True(types.Contains(name) || Known.Contains(name), $"{Path.GetFileName(flow)} names {name}, which is nowhere"));
        }
    }

    // Members, which stand without their type.
    private static readonly HashSet<string> Known = ["LostAt", "RestartGrace"];

    [System.Text.RegularExpressions.GeneratedRegex(@"`([A-Z][a-z]+[A-Z][A-Za-z]+)(?:\.[A-Za-z]+)?`")]
    private static partial System.Text.RegularExpressions.Regex TypeName();
}
